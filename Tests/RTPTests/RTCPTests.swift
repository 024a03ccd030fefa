import MediaTypes
import RTP
import Testing

@Suite struct RTCPTests {
    static let info = SenderInfo(
        ssrc: 0x1122_3344, ntp: 0xDEAD_BEEF_0BAD_F00D, rtpTimestamp: RTPTimestamp(160), packetCount: 50, octetCount: 8_000)
    static let block = ReportBlock(
        ssrc: 0x5566_7788, fractionLost: 25, cumulativeLost: -3, extendedHighestSequence: 0x0001_FFFE, jitter: 77,
        lastSenderReport: 0xBEEF_0BAD, delaySinceLastSenderReport: 65_536)

    private func items(_ packet: [UInt8]) -> [RTCPItem]? {
        guard var reader = RTCPReader(parsing: packet.span.bytes) else { return nil }
        var items: [RTCPItem] = []
        while let item = reader.next(in: packet.span.bytes) { items.append(item) }
        return items
    }

    private func reported(_ index: Int, by blocks: ReportBlocks, in packet: [UInt8]) -> ReportBlock? {
        blocks.block(index, in: packet.span.bytes)
    }

    @Test func aSenderReportIsRead() throws {
        // Written by hand from the picture in RFC 3550 section 6.4.1.
        let packet: [UInt8] = [
            0x81, 200, 0, 12, 0x11, 0x22, 0x33, 0x44, 0xDE, 0xAD, 0xBE, 0xEF, 0x0B, 0xAD, 0xF0, 0x0D, 0, 0, 0, 160, 0, 0, 0, 50,
            0, 0, 0x1F, 0x40,
            0x55, 0x66, 0x77, 0x88, 25, 0xFF, 0xFF, 0xFD, 0, 1, 0xFF, 0xFE, 0, 0, 0, 77, 0xBE, 0xEF, 0x0B, 0xAD, 0, 1, 0, 0,
        ]
        let read = try #require(items(packet))
        guard case .senderReport(let info, let blocks) = read.first, read.count == 1 else {
            Issue.record("\(read)")
            return
        }
        #expect(info == Self.info)
        #expect(blocks.count == 1)
        #expect(reported(0, by: blocks, in: packet) == Self.block)
        #expect(reported(1, by: blocks, in: packet) == nil && reported(-1, by: blocks, in: packet) == nil)
    }

    @Test func thirtyOneBlocksAreRead() throws {
        let blocks = (0..<31).flatMap { [0, 0, 0, UInt8($0)] + [UInt8](repeating: 0, count: 20) }
        let packet = [0x9F, 201, 0, UInt8((8 + 31 * 24) / 4 - 1), 0, 0, 0, 9] + blocks
        guard case .receiverReport(ssrc: 9, let read)? = items(packet)?.first else {
            Issue.record("no receiver report")
            return
        }
        let ssrcs = (0..<read.count).map { reported($0, by: read, in: packet)?.ssrc }
        #expect(ssrcs == (0..<31).map { UInt32($0) })
    }

    @Test func aGoodbyeIsToldForEachSource() {
        let goodbye: [UInt8] = [0x82, 203, 0, 4, 0, 0, 0, 1, 0, 0, 0, 2, 3, 98, 121, 101, 0, 0, 0, 0]
        let report: [UInt8] = [0x80, 201, 0, 1, 0, 0, 0, 1]
        #expect(items(goodbye + [0x80, 203, 0, 0]) == [.goodbye(ssrc: 1), .goodbye(ssrc: 2), .other(type: 203)])
        #expect(items(report + goodbye)?.dropFirst() == [.goodbye(ssrc: 1), .goodbye(ssrc: 2)])
    }

    @Test func aReducedSizePacketIsAccepted() {
        #expect(items([0x8F, 205, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2]) == [.other(type: 205)])
    }

    @Test func paddingAtTheEndIsAccepted() {
        #expect(items([0xA1, 203, 0, 2, 0, 0, 0, 1, 0, 0, 0, 4]) == [.goodbye(ssrc: 1)])
    }

    @Test(arguments: [
        ("nothing", []),
        ("three bytes", [0x80, 201, 0]),
        ("version 1", [0x40, 201, 0, 1, 0, 0, 0, 1]),
        ("unknown type in front", [0x80, 199, 0, 1, 0, 0, 0, 1]),
        ("longer than the packet", [0x80, 201, 0, 2, 0, 0, 0, 1]),
        ("65,536 words", [0x80, 201, 0xFF, 0xFF, 0, 0, 0, 1]),
        ("bytes left over", [0x80, 201, 0, 1, 0, 0, 0, 1, 0x80]),
        ("a receiver report without SSRC", [0x80, 201, 0, 0]),
        ("a block that is not there", [0x81, 201, 0, 1, 0, 0, 0, 1]),
        ("a sender report without its middle", [0x80, 200, 0, 1, 0, 0, 0, 1]),
        ("more goodbyes than sources", [0x82, 203, 0, 1, 0, 0, 0, 1]),
        ("padding of 0 bytes", [0xA0, 201, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0]),
        ("padding that is no whole word", [0xA0, 201, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3]),
        ("padding over the content", [0xA0, 201, 0, 2, 0, 0, 0, 1, 0, 0, 0, 8]),
        ("padding before the end", [0xA1, 203, 0, 2, 0, 0, 0, 1, 0, 0, 0, 4, 0x80, 203, 0, 0]),
        ("a second packet of version 0", [0x80, 201, 0, 1, 0, 0, 0, 1, 0, 203, 0, 0]),
    ] as [(String, [UInt8])])
    func malformedIsRefused(what: String, packet: [UInt8]) {
        #expect(items(packet) == nil, "\(what)")
    }

    @Test func aCompoundThatIsWrittenIsRead() throws {
        let cname = Array("a9Zr3kQm".utf8)
        var lengths: [Int] = []
        let packet = try #require(written(120) { packet in
            var offset = 0
            lengths.append(RTCPWriter.writeSenderReport(Self.info, block: Self.block, at: offset, into: &packet))
            offset += lengths[0]
            lengths.append(RTCPWriter.writeReceiverReport(ssrc: 5, block: nil, at: offset, into: &packet))
            offset += lengths[1]
            lengths.append(RTCPWriter.writeSourceDescription(ssrc: 5, cname: cname.span.bytes, at: offset, into: &packet))
            offset += lengths[2]
            lengths.append(RTCPWriter.writeGoodbye(ssrc: 5, at: offset, into: &packet))
            return true
        })
        #expect(lengths == [52, 8, 20, 8])
        let compound = Array(packet[..<lengths.reduce(0, +)])
        let read = try #require(items(compound))
        try #require(read.count == 4)
        guard case .senderReport(Self.info, let blocks) = read[0], case .receiverReport(ssrc: 5, let none) = read[1] else {
            Issue.record("\(read)")
            return
        }
        #expect(reported(0, by: blocks, in: compound) == Self.block && none.count == 0)
        #expect(read[2] == .sourceDescription && read[3] == .goodbye(ssrc: 5))
    }

    @Test(arguments: 0..<9) func aSourceDescriptionEndsAtAWholeWordWithAZero(nameByteCount: Int) throws {
        let name = [UInt8](repeating: 0x61, count: nameByteCount)
        var byteCount = 0
        let packet = try #require(written(40) {
            byteCount = RTCPWriter.writeSourceDescription(ssrc: 7, cname: name.span.bytes, at: 0, into: &$0)
            return true
        })
        #expect(byteCount % 4 == 0 && byteCount == (Int(packet[3]) + 1) * 4)
        let zeros = packet[(10 + nameByteCount)..<byteCount]
        #expect(1...4 ~= zeros.count && zeros.allSatisfy { $0 == 0 })
        #expect(Array(packet[8..<10]) == [1, UInt8(nameByteCount)] && Array(packet[10..<(10 + nameByteCount)]) == name)
        #expect(packet[byteCount...].allSatisfy { $0 == 0xEE })
    }

    @Test func lossBeyond24BitsIsClamped() throws {
        for (lost, told) in [(Int32.max, 0x7F_FFFF), (Int32.min, -0x80_0000)] as [(Int32, Int32)] {
            var block = Self.block
            block.cumulativeLost = lost
            let packet = try #require(written(32) { RTCPWriter.writeReceiverReport(ssrc: 1, block: block, at: 0, into: &$0) == 32 })
            guard case .receiverReport(_, let blocks)? = items(packet)?.first else { continue }
            #expect(reported(0, by: blocks, in: packet)?.cumulativeLost == told)
        }
    }

    @Test func whatDoesNotFitIsNotWritten() {
        let short = [UInt8](repeating: 0x61, count: 2)
        let long = [UInt8](repeating: 0x61, count: 256)
        #expect(written(51) { RTCPWriter.writeSenderReport(Self.info, block: Self.block, at: 0, into: &$0) > 0 } == nil)
        #expect(written(33) { RTCPWriter.writeReceiverReport(ssrc: 1, block: Self.block, at: 2, into: &$0) > 0 } == nil)
        #expect(written(15) { RTCPWriter.writeSourceDescription(ssrc: 1, cname: short.span.bytes, at: 0, into: &$0) > 0 } == nil)
        #expect(written(400) { RTCPWriter.writeSourceDescription(ssrc: 1, cname: long.span.bytes, at: 0, into: &$0) > 0 } == nil)
        #expect(written(8) { RTCPWriter.writeGoodbye(ssrc: 1, at: -1, into: &$0) > 0 } == nil)
    }
}
