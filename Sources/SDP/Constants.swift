/// Numbers that a specification gives.
enum Specified {
    /// RFC 8839 section 5.4.
    static var ufragLengths: ClosedRange<Int> { 4...256 }
    static var passwordLengths: ClosedRange<Int> { 22...256 }
    /// RFC 3551 section 3: payload types have seven bits.
    static var payloadTypes: ClosedRange<Int> { 0...127 }
    /// RFC 5761 section 4: on a port with RTCP these cannot be told from it.
    static var typesTakenByRTCP: ClosedRange<Int> { 64...95 }
    /// RFC 8285 section 5: what an offer may number extensions with.
    static var extensionIDs: ClosedRange<Int> { 1...4_351 }
    /// RFC 8285 section 4.2: what fits a one-byte element.
    static var oneByteExtensionIDs: ClosedRange<Int> { 1...14 }
    /// RFC 7587 section 6.1, in bit/s.
    static var opusBitrates: ClosedRange<Int> { 6_000...510_000 }
    /// RFC 7587 section 6.1, in Hz.
    static var opusRates: ClosedRange<Int> { 8_000...48_000 }
    /// A SHA-256 in bytes.
    static var fingerprintByteCount: Int { 32 }
    /// RFC 8445 section 5.1.2.2: the preference of the type host.
    static var hostPreference: UInt32 { 126 }
    /// RFC 6464 section 4.
    static var audioLevelName: String { "urn:ietf:params:rtp-hdrext:ssrc-audio-level" }
    /// RFC 8866 section 9: the letters that begin a line.
    static var lineTypes: String { "vosiuepcbtrzkam" }
    /// The same section: and after an m-line.
    static var mediaLineTypes: String { "icbka" }
}

/// Numbers that are ours, with the reason for each.
enum Chosen {
    /// In bytes: what a request may carry. A browser's offer of audio has about 3,000, with video 8,000.
    static var longestText: Int { 16 * 1_024 }
    /// A browser's offer with video has about 250.
    static var mostLines: Int { 1_000 }
    /// A microphone, a camera, a screen, a data channel: and each comes back in the answer.
    static var mostMedia: Int { 16 }
    /// Of a mid: it comes back in the answer; browsers write a digit, and RFC 8829 section 5.2.1 wants three bytes at most.
    static var longestMid: Int { 64 }
    /// In ms; longer packets than Opus can have are no wish that we know how to fulfil.
    static var packetTimes: ClosedRange<Int> { 1...1_000 }
    /// Of what a stranger wrote, so many characters come back in an error's text.
    static var excerpt: Int { 40 }
    /// Payload types that we offer to telephones; the usual ones, which old gear knows by heart.
    static var opusType: UInt8 { 111 }
    static var eventType: UInt8 { 101 }
    static var wideEventType: UInt8 { 102 }
}
