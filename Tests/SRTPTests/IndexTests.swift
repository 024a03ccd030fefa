import MediaTypes
import Testing

@testable import SRTP

/// Which packet it is, and whether it has been there.
@Suite struct IndexTests {
    /// RFC 3711 appendix A, by hand: highest index, sequence number, index.
    @Test(arguments: [
        (nil, 0, 0), (nil, 65_535, 65_535), (0, 1, 1), (10, 5, 5),
        // Over the wrap, and back over it.
        (0xFFFF, 0, 0x1_0000), (0xFFF0, 0x10, 0x1_0010), (0x1_0005, 0xFFFA, 0xFFFA), (0x3_0005, 0xFFFA, 0x2_FFFA),
        // Half the way round: the RFC says within the same turn.
        (0x1_0001, 0x8001, 0x1_8001), (0x1_0001, 0x8002, 0x8002), (0x1_8001, 1, 0x1_0001), (0x1_8002, 1, 0x2_0001),
        // There is no turn before the first.
        (5, 0xFFFA, 0xFFFA), (0, 0x8001, 0x8001),
    ] as [(UInt64?, UInt16, UInt64)]) func theIndexIsTheNearest(highest: UInt64?, sequenceNumber: UInt16, expected: UInt64) {
        let index = PacketIndex(SequenceNumber(sequenceNumber), after: highest)
        #expect(index?.value == expected)
        #expect(index?.rolloverCounter == UInt32(expected >> 16))
    }

    @Test func theRolloverCounterDoesNotWrap() {
        #expect(PacketIndex(SequenceNumber(0), after: 0xFFFF_FFFF_FFFF) == nil)
        #expect(PacketIndex(SequenceNumber(0xFFFF), after: 0xFFFF_FFFF_FFFE)?.value == 0xFFFF_FFFF_FFFF)
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func theWindowIsThatOfANaiveModel(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var window = ReplayWindow()
        var seen: Set<UInt64> = []
        var centre: UInt64 = 1_000
        var mistakes: [UInt64] = []
        for _ in 0..<20_000 {
            // Mostly near, sometimes far ahead.
            if UInt8.random(in: 0...255, using: &random) == 0 { centre += UInt64.random(in: 0...400, using: &random) }
            centre += UInt64.random(in: 0...1, using: &random)
            let index = centre + UInt64.random(in: 0...300, using: &random) - 150
            let newest = seen.max()
            let isAdmitted = newest.map { index > $0 || $0 - index < 128 && !seen.contains(index) } ?? true
            if window.admits(index) != isAdmitted || window.highest != newest { mistakes.append(index) }
            // As a session does it; and not every packet is genuine.
            if isAdmitted, Bool.random(using: &random) {
                window.insert(index)
                seen.insert(index)
                seen = seen.filter { $0 + 200 > index }
            }
        }
        #expect(mistakes == [], "seed \(seed)")
    }
}
