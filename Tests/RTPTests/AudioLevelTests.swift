import MediaTypes
import RTP
import Testing

@Suite struct AudioLevelTests {
    private func level(profile: [UInt8], _ elements: [UInt8], id: UInt8) throws -> AudioLevel? {
        let words = UInt8(elements.count / 4)
        let packet = RTPHeaderTests.packet(flags: 0x90, profile + [0, words] + elements + [1, 2, 3])
        let header = try #require(parsedHeader(packet))
        return AudioLevel(in: packet.span.bytes, header: header, extensionID: id)
    }

    @Test func oneByteElementsAreSearched() throws {
        // Element 3 of three bytes, padding, then the level as element 1.
        let found = try level(profile: [0xBE, 0xDE], [0x32, 9, 9, 9, 0, 0x10, 0x80 | 30, 0], id: 1)
        #expect(found == AudioLevel(level: 30, voice: true))
    }

    @Test func twoByteElementsAreSearched() throws {
        // Element 3 without data, padding, then the level as element 200; the low bits of the profile are anybody's.
        let found = try level(profile: [0x10, 0x05], [3, 0, 0, 200, 1, 127, 0, 0], id: 200)
        #expect(found == AudioLevel(level: 127, voice: false))
    }

    @Test(arguments: [
        ("another element", [0xBE, 0xDE], [0x20, 5, 0, 0], 1),
        ("the list ends at 15", [0xBE, 0xDE], [0xF0, 5, 0x10, 5], 1),
        ("padding that claims a length ends the list", [0xBE, 0xDE], [0x01, 5, 0x10, 5], 1),
        ("element longer than the extension", [0xBE, 0xDE], [0, 0x13, 5, 5], 1),
        ("two-byte element longer than the extension", [0x10, 0], [1, 3, 5, 5], 1),
        ("two-byte element without its length", [0x10, 0], [0, 0, 0, 1], 1),
        ("two-byte element without data", [0x10, 0], [1, 0, 0, 0], 1),
        ("unknown profile", [0xAB, 0xCD], [0x10, 5, 0, 0], 1),
        ("no such identifier", [0xBE, 0xDE], [0, 0, 0, 0], 0),
    ] as [(String, [UInt8], [UInt8], UInt8)])
    func whatIsNotThereIsNotFound(what: String, profile: [UInt8], elements: [UInt8], id: UInt8) throws {
        #expect(try level(profile: profile, elements, id: id) == nil, "\(what)")
    }

    @Test func whatIsWrittenIsFound() throws {
        let header = RTPHeader(payloadType: 111, marker: false, sequenceNumber: SequenceNumber(1), timestamp: RTPTimestamp(2), ssrc: 3)
        let packet = try #require(written(24) {
            header.write(into: &$0) && AudioLevel.write(AudioLevel(level: 42, voice: true), extensionID: 14, into: &$0)
        })
        let parsed = try #require(parsedHeader(packet))
        #expect(parsed.payloadOffset == RTPHeader.fixedByteCount + AudioLevel.blockByteCount && parsed.payloadByteCount == 4)
        let found = AudioLevel(in: packet.span.bytes, header: parsed, extensionID: 14)
        #expect(found == AudioLevel(level: 42, voice: true))
    }

    @Test(arguments: [(19, 1), (24, 0), (24, 15)] as [(Int, UInt8)]) func whatCannotBeWrittenIsNot(byteCount: Int, id: UInt8) {
        #expect(written(byteCount) { AudioLevel.write(AudioLevel(level: 1, voice: true), extensionID: id, into: &$0) } == nil)
    }
}
