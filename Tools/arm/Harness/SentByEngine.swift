import MediaLink
import MediaTypes

/// What an engine has sent and reported, sorted by how exactly it can be compared.
struct SentByEngine {
    /// Each RTP packet's guest and header.
    var headers: [Int] = []
    /// RTCP as sent, but for the count of bytes that Opus encoders made.
    var control: [UInt8] = []
    /// Samples of all L16 packets: the mix before any encoder.
    var waveform: [Int16] = []
    /// Those sent to one listener who is always there.
    var shown: [Int16] = []
    var lawPayloads: [UInt8] = []
    /// What an Opus listener who is always there decodes, silence where nothing was sent; and its bytes.
    var heard: [Float] = []
    var opusBytes = 0
    /// All whole numbers of all reports.
    var counts: [Int] = []
    var levels: [Float] = []
    /// To see that there was something to compare.
    var mostTalkers = 0
    var mostOwnEncoders = 0
    var mostClasses = 0
    var concealedFrames = 0
    var recoveredByFEC = 0

    mutating func keepWaveform(_ payload: UnsafeRawBufferPointer, isShown: Bool) {
        var at = 0
        while let sample = payload.bytes.uint16(at: at) {
            waveform.append(Int16(bitPattern: sample))
            if isShown { shown.append(Int16(bitPattern: sample)) }
            at += 2
        }
    }

    mutating func keepControl(_ packet: UnsafeRawBufferPointer, ofOpus isOpus: Bool) {
        // RFC 3550 section 6.4.1: a sender report (200) ends its sender info with the count of bytes.
        let isSenderReport = packet.bytes.byte(at: 1) == 200
        for (at, byte) in packet.enumerated() { control.append(isOpus && isSenderReport && (24..<28).contains(at) ? 0 : byte) }
    }

    mutating func keep(_ leg: LegReport) {
        let of = leg.counters
        counts += [Int(leg.leg.value), leg.isTalking ? 1 : 0, leg.isMuted ? 1 : 0, Int(leg.encodeClass ?? .max)]
        counts += [leg.jitter, leg.bufferDelay, leg.bufferTarget].map { Int($0.nanoseconds) }
        counts += [leg.concealedFrames, leg.playedFrames, of.received, of.receivedBytes, of.sent, of.lost, of.late, of.duplicates]
        counts += [of.recoveredByFEC, of.malformed, of.unknownPayload, of.forged, of.overRate, of.unsent]
        levels += [leg.level.value, leg.remoteLossPercent ?? -1]
        concealedFrames = max(concealedFrames, leg.concealedFrames)
        recoveredByFEC = max(recoveredByFEC, of.recoveredByFEC)
    }

    mutating func keep(_ load: LoadReport) {
        counts += [load.legs, load.talkers, load.encodeClasses, load.privateEncoders, load.strangers, load.unsent]
        mostTalkers = max(mostTalkers, load.talkers)
        mostClasses = max(mostClasses, load.encodeClasses)
        mostOwnEncoders = max(mostOwnEncoders, load.privateEncoders)
    }
}
