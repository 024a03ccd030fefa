import MediaTypes
import RTP
import Testing

/// Random bytes, and packets of our own with some bytes changed: whatever a parser accepts lies inside the packet.
@Suite struct HostileBytesTests {
    @Test(arguments: [1, 2, 3] as [UInt64]) func everythingFoundIsInsideThePacket(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var accepted = 0
        var outside = 0
        for _ in 0..<30_000 {
            var packet = (0..<Int.random(in: 0...120, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            // Mostly version 2 with small counts, or hardly anything would pass the first check.
            if packet.count > 4, Bool.random(using: &random) {
                packet[0] = 0x80 | packet[0] & 0x33
                packet[2] = 0
            }
            let bytes = packet.span.bytes
            if let header = RTPHeader(parsing: bytes) {
                accepted += 1
                let end = header.payloadOffset + header.payloadByteCount
                if header.payloadOffset < 12 || header.payloadByteCount < 0 || end > packet.count { outside += 1 }
                if header.extensionOffset + header.extensionByteCount > header.payloadOffset { outside += 1 }
                for id in 1...14 { _ = AudioLevel(in: bytes, header: header, extensionID: UInt8(id)) }
            }
            if let reader = REDReader(payload: bytes) {
                accepted += 1
                var next = 4 * (reader.count - 1) + 1
                for index in 0..<reader.count {
                    let block = reader.block(index)
                    if block.offset != next || block.byteCount < 0 { outside += 1 }
                    next += block.byteCount
                }
                if next != packet.count { outside += 1 }
            }
            if var reader = RTCPReader(parsing: bytes) {
                accepted += 1
                while let item = reader.next(in: bytes) {
                    guard case .receiverReport(_, let blocks) = item else { continue }
                    for index in 0..<blocks.count where blocks.block(index, in: bytes) == nil { outside += 1 }
                }
            }
        }
        #expect(outside == 0, "seed \(seed)")
        #expect(accepted > 5_000, "seed \(seed): \(accepted) accepted, too few to say anything")
    }
}
