import MediaTypes
import RTP

/// What a visitor sends: its stream, and its reports of it.
struct VisitorVoice {
    let ssrc: UInt32
    let cname: String
    private let sound: VisitorSound
    private var round: Int
    private var sequence: SequenceNumber
    private var timestamp: RTPTimestamp
    private var transportSequence: UInt16 = 0
    private var packetCount: UInt32 = 0
    private var octetCount: UInt32 = 0

    /// Of an Opus packet of 20 ms: RFC 7587 section 4.1.
    private static var ticks: UInt32 { 960 }
    /// Two elements of one byte each, padded: level and number of the packet on its way (RFC 8285 section 4.2).
    private static var extensionBytes: Int { 12 }

    /// - Parameter start: where in the sound it begins
    init(_ sound: VisitorSound, startingAt start: Int, using random: inout some RandomNumberGenerator) {
        self.sound = sound
        round = start
        ssrc = UInt32(truncatingIfNeeded: random.next())
        cname = String(random.next(), radix: 36)
        // In the lower half, as RFC 3711 section 3.3.1 advises: a wrap before the first packet arrives could not be told.
        sequence = SequenceNumber(UInt16(truncatingIfNeeded: random.next()) & 0x7FFF)
        timestamp = RTPTimestamp(UInt32(truncatingIfNeeded: random.next()))
    }

    /// Writes the next packet.
    /// - Returns: its length; 0 for what DTX left out
    mutating func write(into space: UnsafeMutableRawBufferPointer, at now: MediaTime) -> Int {
        let payload = sound.payloads.isEmpty ? [] : sound.payloads[round % sound.payloads.count]
        round += 1
        timestamp = RTPTimestamp(timestamp.value &+ Self.ticks)
        let start = RTPHeader.fixedByteCount + Self.extensionBytes
        guard !payload.isEmpty, space.count >= start + payload.count else { return 0 }
        sequence = SequenceNumber(sequence.value &+ 1)
        transportSequence &+= 1
        packetCount &+= 1
        octetCount &+= UInt32(payload.count)
        var packet = space.mutableBytes
        _ = RTPHeader(
            payloadType: BrowserOffer.payloadType, marker: packetCount == 1, sequenceNumber: sequence, timestamp: timestamp, ssrc: ssrc
        ).write(into: &packet)
        _ = packet.write(UInt8(0x90), at: 0)
        _ = packet.write(UInt32(0xBEDE_0002), at: 12)
        _ = packet.write(UInt32(BrowserOffer.audioLevel << 4) << 24 | UInt32(sound.level | 0x80) << 16 | UInt32(BrowserOffer.transportSequence << 4 | 1) << 8
            | UInt32(transportSequence >> 8), at: 16)
        _ = packet.write(UInt32(transportSequence & 0xFF) << 24, at: 20)
        payload.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: space[start...]).copyMemory(from: $0) }
        return start + payload.count
    }

    /// Writes a sender report and who it is from.
    mutating func writeReport(_ block: ReportBlock?, into space: UnsafeMutableRawBufferPointer, at now: MediaTime) -> Int {
        let info = SenderInfo(
            ssrc: ssrc, ntp: UInt64(now.nanoseconds / 1_000_000_000) << 32 | UInt64(now.nanoseconds % 1_000_000_000 << 32 / 1_000_000_000),
            rtpTimestamp: timestamp, packetCount: packetCount, octetCount: octetCount)
        var packet = space.mutableBytes
        let length = RTCPWriter.writeSenderReport(info, block: block, at: 0, into: &packet)
        let name = Array(cname.utf8)
        return length + RTCPWriter.writeSourceDescription(ssrc: ssrc, cname: name.span.bytes, at: length, into: &packet)
    }
}

/// When reports are due: every five seconds on average, and by chance earlier and later, so that crowds do not report in step.
/// - Source: RFC 3550 sections 6.2 and 6.3.1; with two in a session the least interval holds
enum ReportPace {
    private static var interval: Double { 5 }

    static func first(using random: inout SplitMix64) -> MediaTime { after(interval / 2, using: &random) }

    static func next(using random: inout SplitMix64) -> MediaTime { after(interval, using: &random) }

    private static func after(_ seconds: Double, using random: inout SplitMix64) -> MediaTime {
        .nanoseconds(Int64(seconds * (0.5 + Double(random.nextUnit())) * 1e9))
    }
}
