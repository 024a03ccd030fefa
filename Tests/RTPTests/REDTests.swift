import MediaTypes
import RTP
import Testing

@Suite struct REDTests {
    private func blocks(_ payload: [UInt8]) -> [REDBlock]? {
        guard let reader = REDReader(payload: payload.span.bytes) else { return nil }
        return (0..<reader.count).map { reader.block($0) }
    }

    @Test func blocksComeOldestFirstAndThePrimaryLast() {
        // Two copies of 2 and 3 bytes, 1,920 and 960 ticks old, of payload type 111; the primary has the rest.
        let headers: [UInt8] = [0xEF, 0x1E, 0x00, 2, 0xEF, 0x0F, 0x00, 3, 0x6F]
        #expect(blocks(headers + [1, 1, 2, 2, 2, 3, 3, 3, 3]) == [
            REDBlock(payloadType: 111, timestampOffset: 1_920, offset: 9, byteCount: 2, isPrimary: false),
            REDBlock(payloadType: 111, timestampOffset: 960, offset: 11, byteCount: 3, isPrimary: false),
            REDBlock(payloadType: 111, timestampOffset: 0, offset: 14, byteCount: 4, isPrimary: true),
        ])
    }

    @Test func aPrimaryAloneAndEmptyBlocksAreFine() {
        #expect(blocks([0x6F, 9]) == [REDBlock(payloadType: 111, timestampOffset: 0, offset: 1, byteCount: 1, isPrimary: true)])
        #expect(blocks([0x80, 0, 0, 0, 5])?.map(\.byteCount) == [0, 0])
    }

    @Test func thirtyTwoBlocksAreReadAndThirtyThreeRefused() {
        func payload(copies: Int) -> [UInt8] {
            (0..<copies).flatMap { _ in [0x80, 0, 4, 1] as [UInt8] } + [0] + [UInt8](repeating: 7, count: copies)
        }
        #expect(blocks(payload(copies: 31))?.count == 32)
        #expect(blocks(payload(copies: 32)) == nil)
    }

    @Test(arguments: [
        ("nothing", []),
        ("half a header", [0x80, 0, 0]),
        ("no primary", [0x80, 0, 0, 0]),
        ("a copy longer than the payload", [0x80, 0, 0, 2, 0, 9]),
        ("two copies that are too long together", [0x80, 0, 0, 2, 0x80, 0, 0, 2, 0, 9, 9, 9]),
        ("1,023 bytes that are not there", [0x80, 0, 3, 0xFF, 0, 9]),
    ] as [(String, [UInt8])])
    func malformedIsRefused(what: String, payload: [UInt8]) {
        #expect(blocks(payload) == nil, "\(what)")
    }

    @Test func anIndexOutsideGivesAnEmptyBlock() {
        let payload: [UInt8] = [0x6F, 9]
        let reader = REDReader(payload: payload.span.bytes)
        #expect(reader?.block(1).byteCount == 0)
        #expect(reader?.block(-1).byteCount == 0)
    }

    @Test func whatIsWrittenIsRead() throws {
        let payload = try #require(written(REDWriter.headerByteCount(redundant: 2) + 1_023 + 5 + 2) {
            REDWriter.writeRedundantHeader(payloadType: 111, timestampOffset: 16_383, byteCount: 1_023, at: 0, into: &$0)
                && REDWriter.writeRedundantHeader(payloadType: 0, timestampOffset: 0, byteCount: 5, at: 4, into: &$0)
                && REDWriter.writePrimaryHeader(payloadType: 96, at: 8, into: &$0)
        })
        #expect(blocks(payload) == [
            REDBlock(payloadType: 111, timestampOffset: 16_383, offset: 9, byteCount: 1_023, isPrimary: false),
            REDBlock(payloadType: 0, timestampOffset: 0, offset: 1_032, byteCount: 5, isPrimary: false),
            REDBlock(payloadType: 96, timestampOffset: 0, offset: 1_037, byteCount: 2, isPrimary: true),
        ])
    }

    @Test(arguments: [(16_384, 10, 0), (-1, 10, 0), (960, 1_024, 0), (960, -1, 0), (960, 10, 5), (960, 10, -1)])
    func aHeaderThatCannotSayItIsNotWritten(timestampOffset: Int, byteCount: Int, at: Int) {
        let packet = written(8) {
            REDWriter.writeRedundantHeader(payloadType: 111, timestampOffset: timestampOffset, byteCount: byteCount, at: at, into: &$0)
        }
        #expect(packet == nil)
    }
}
