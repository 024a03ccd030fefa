import Foundation
import MediaTypes
import Testing

@testable import Prompts

@Suite struct OggOpusFileTests {
    private let bytes: [UInt8]

    init() throws { bytes = Array(try Data(contentsOf: URL(filePath: ShippedPrompts.folder + "/en/ask.pin.opus"))) }

    @Test func aFileOfOursIsRead() throws { #expect(try #require(OggOpusFile(parsing: bytes)).decode(rate: 16_000)?.isEmpty == false) }

    @Test func aTornFileIsNoFile() {
        for length in stride(from: 0, to: bytes.count - 1, by: 7) {
            #expect(OggOpusFile(parsing: Array(bytes[..<length])) == nil, "the first \(length) bytes")
        }
    }

    @Test(arguments: 0..<200 as Range<UInt64>) func changedBytesNeverTrap(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var changed = bytes
        for _ in 0..<Int.random(in: 1...20, using: &random) {
            changed[Int.random(in: 0..<changed.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        let length = OggOpusFile(parsing: changed)?.decode(rate: 16_000)?.count ?? 0
        #expect(length < 16_000 * 60, "seed \(seed)")
    }
}
