import MediaTypes
import RTP
import Testing

@Suite struct RTPHeaderTests {
    /// Payload type 111 with marker, sequence number 0x1234, timestamp 0x01020304, SSRC 0xCAFEBABE.
    static let fixed: [UInt8] = [0x80, 0xEF, 0x12, 0x34, 1, 2, 3, 4, 0xCA, 0xFE, 0xBA, 0xBE]

    static func packet(flags: UInt8, _ rest: [UInt8]) -> [UInt8] { [flags] + fixed[1...] + rest }

    @Test func everyFieldIsRead() throws {
        let header = try #require(parsedHeader(Self.fixed + [7, 8, 9]))
        #expect(header.marker)
        #expect(header.payloadType == 111)
        #expect(header.sequenceNumber == SequenceNumber(0x1234))
        #expect(header.timestamp == RTPTimestamp(0x0102_0304))
        #expect(header.ssrc == 0xCAFE_BABE)
        #expect(header.payloadOffset == 12 && header.payloadByteCount == 3)
        #expect(header.extensionByteCount == 0)
    }

    @Test func csrcsAndExtensionAndPaddingAreNotPayload() throws {
        let csrcs = [UInt8](repeating: 1, count: 8)
        let extensionBytes: [UInt8] = [0xBE, 0xDE, 0, 1, 0x10, 5, 0, 0]
        let packet = Self.packet(flags: 0xB2, csrcs + extensionBytes + [21, 22, 23] + [0, 0, 3])
        let header = try #require(parsedHeader(packet))
        #expect(header.extensionProfile == 0xBEDE)
        #expect(header.extensionOffset == 24 && header.extensionByteCount == 4)
        #expect(header.payloadOffset == 28 && header.payloadByteCount == 3)
        let payload = header.payload(in: packet.span.bytes)
        let ends = [payload.byte(at: 0), payload.byte(at: 2), payload.byte(at: 3)]
        #expect(ends == [21, 23, nil])
    }

    @Test func anEmptyExtensionAndAnEmptyPayloadAreFine() throws {
        let header = try #require(parsedHeader(Self.packet(flags: 0x90, [0x10, 0, 0, 0])))
        #expect(header.payloadOffset == 16 && header.payloadByteCount == 0)
        #expect(header.extensionByteCount == 0)
    }

    @Test func paddingMayFillThePayload() throws {
        let header = try #require(parsedHeader(Self.packet(flags: 0xA0, [0, 0, 0, 4])))
        #expect(header.payloadByteCount == 0)
    }

    @Test(arguments: [
        ("version 1", packet(flags: 0x40, [1])),
        ("version 3", packet(flags: 0xC0, [1])),
        ("11 bytes", Array(fixed.dropLast())),
        ("nothing", []),
        ("15 CSRCs and bytes for 14", packet(flags: 0x8F, [UInt8](repeating: 0, count: 59))),
        ("half an extension header", packet(flags: 0x90, [0xBE, 0xDE, 0])),
        ("extension longer than the packet", packet(flags: 0x90, [0xBE, 0xDE, 0, 2, 0, 0, 0, 0])),
        ("extension of 65,535 words", packet(flags: 0x90, [0xBE, 0xDE, 0xFF, 0xFF, 0, 0, 0, 0])),
        ("padding of 0 bytes", packet(flags: 0xA0, [1, 2, 0])),
        ("padding longer than the payload", packet(flags: 0xA0, [1, 2, 4])),
        ("padding that is not there", packet(flags: 0xA0, [])),
    ] as [(String, [UInt8])])
    func malformedIsRefused(what: String, packet: [UInt8]) {
        #expect(parsedHeader(packet) == nil, "\(what)")
    }

    @Test func whatIsWrittenIsRead() throws {
        let header = RTPHeader(
            payloadType: 111, marker: true, sequenceNumber: SequenceNumber(0x1234), timestamp: RTPTimestamp(0x0102_0304), ssrc: 0xCAFE_BABE)
        #expect(written(14) { header.write(into: &$0) } == Self.fixed + [0xEE, 0xEE])
    }

    @Test func aHeaderThatDoesNotFitWritesNothing() {
        let header = RTPHeader(payloadType: 0, marker: false, sequenceNumber: SequenceNumber(0), timestamp: RTPTimestamp(0), ssrc: 0)
        #expect(written(11) { header.write(into: &$0) } == nil)
    }
}
