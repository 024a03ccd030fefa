import MediaTypes

/// Numbers that a specification gives.
enum Specified {
    /// RFC 8489 section 5: type, length, cookie and transaction.
    static var headerByteCount: Int { 20 }
    /// RFC 8489 section 5.
    static var magicCookie: UInt32 { 0x2112_A442 }
    /// RFC 8489 section 14.7.
    static var fingerprintMask: UInt32 { 0x5354_554E }
    /// RFC 8489 section 14.5: an HMAC-SHA1.
    static var integrityByteCount: Int { 20 }
    /// RFC 8489 section 14.3: a USERNAME has fewer than 509 bytes.
    static var longestUsername: Int { 508 }
    /// RFC 8445 section 5.3: characters of a username fragment.
    static var ufragLengths: ClosedRange<Int> { 4...256 }
    /// RFC 7675 section 5.1: without consent for so long, nothing more is sent.
    static var consentLifetime: MediaTime { .seconds(30) }
    /// RFC 7675 section 5.1: between two checks, and varied by a fifth so that clients do not check in step.
    static var consentInterval: MediaTime { .seconds(5) }
    /// RFC 8445 sections 5.1.2.1 and 7.1.1: the priority of a peer-reflexive candidate that is our only one.
    static var peerReflexivePriority: UInt32 { 110 << 24 | 65_535 << 8 | 255 }
}

/// Numbers that are ours, with the reason for each.
enum Chosen {
    /// A browser has a handful of addresses and moves now and then; more only helps somebody who fills the table of addresses.
    static var tuples: Int { 8 }
    /// A seat is kept for so long after the last sign of life: a train's tunnel, and the page's ICE restart behind it.
    static var seatLifetime: MediaTime { .seconds(120) }
    /// After two of the peer's consent intervals and a bit without a check on the selected tuple, another one that has checks is taken.
    static var pathSilence: MediaTime { .seconds(15) }
    /// Of unknown attributes so many are named in a refusal: enough to see what is wrong, and no way to have long answers sent.
    static var unknownNamed: Int { 16 }
    /// The controlling agent tries again after so long, and then after twice the time, until the answers come.
    static var firstRetry: MediaTime { .milliseconds(100) }
    static var longestRetry: MediaTime { .milliseconds(1_600) }
    /// Checks of which the controlling agent still takes an answer: all of half a minute, and retries.
    static var outstanding: Int { 16 }
    /// Of 64 letters: 48 random bits, over the 24 of RFC 8445 section 5.3,
    static var ufragLength: Int { 8 }
    /// and 144 bits, over its 128.
    static var passwordLength: Int { 24 }
}
