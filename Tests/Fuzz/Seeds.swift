import MediaTypes
import RTP

/// Well-formed packets for the fuzzer to start from: it finds the way to malformed ones by itself.
enum Seeds {
    static var rtp: [[UInt8]] {
        let header = RTPHeader(
            payloadType: 111, marker: true, sequenceNumber: SequenceNumber(65_535), timestamp: RTPTimestamp(960), ssrc: 5)
        let level = AudioLevel(level: 30, voice: true)
        let plain = packet(20) { header.write(into: &$0) }
        let withLevel = packet(32) { header.write(into: &$0) && AudioLevel.write(level, extensionID: 1, into: &$0) }
        // The writers know no CSRCs, no padding and no two-byte elements.
        let withEverything = [0xB2] + plain[1..<12] + [UInt8](repeating: 1, count: 8) + [0x10, 0, 0, 1, 1, 1, 30, 0] + [7, 7, 0, 2]
        return [plain, withLevel, withEverything]
    }

    static var rtcp: [[UInt8]] {
        let info = SenderInfo(ssrc: 1, ntp: 0x0123_4567_89AB_CDEF, rtpTimestamp: RTPTimestamp(960), packetCount: 50, octetCount: 3_000)
        let block = ReportBlock(
            ssrc: 2, fractionLost: 12, cumulativeLost: -1, extendedHighestSequence: 70_000, jitter: 40, lastSenderReport: 0x4567_89AB,
            delaySinceLastSenderReport: 65_536)
        let name = Array("a9Zr3kQm".utf8)
        let compound = packet(80) {
            let report = RTCPWriter.writeSenderReport(info, block: block, at: 0, into: &$0)
            let description = RTCPWriter.writeSourceDescription(ssrc: 1, cname: name.span.bytes, at: report, into: &$0)
            return RTCPWriter.writeGoodbye(ssrc: 1, at: report + description, into: &$0) > 0
        }
        let report = packet(32) { RTCPWriter.writeReceiverReport(ssrc: 1, block: block, at: 0, into: &$0) > 0 }
        return [compound, report, packet(8) { RTCPWriter.writeReceiverReport(ssrc: 1, block: nil, at: 0, into: &$0) > 0 }]
    }

    static var red: [[UInt8]] {
        [0, 1, 2, 31].map { copies in
            packet(REDWriter.headerByteCount(redundant: copies) + copies * 10 + 20) {
                for index in 0..<copies {
                    let ticks = (copies - index) * 480
                    let fits = REDWriter.writeRedundantHeader(
                        payloadType: 111, timestampOffset: ticks, byteCount: 10, at: index * 4, into: &$0)
                    guard fits else { return false }
                }
                return REDWriter.writePrimaryHeader(payloadType: 111, at: copies * 4, into: &$0)
            }
        }
    }

    static var telephoneEvent: [[UInt8]] {
        [packet(TelephoneEvent.byteCount) { TelephoneEvent(event: 11, isEnd: true, volume: 10, duration: 1_600).write(into: &$0, at: 0) }]
    }

    static func packet(_ byteCount: Int, _ write: (inout MutableRawSpan) -> Bool) -> [UInt8] {
        var packet = [UInt8](repeating: 0, count: byteCount)
        var span = packet.mutableSpan
        var bytes = span.mutableBytes
        precondition(write(&bytes), "a seed that does not fit")
        return packet
    }
}
