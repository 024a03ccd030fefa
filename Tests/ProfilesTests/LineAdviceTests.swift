import MediaTypes
import Profiles
import Testing

@Suite struct LineAdviceTests {
    @Test func aMegabitCarriesThirty() throws {
        let advice = LineAdvice(uplink: .kilobits(1_000), participants: 30)
        let best = try #require(advice.best)
        #expect([best.bitsPerSecond, best.ptimeMs, best.redundancy, best.wireBitsPerSecond, best.totalBitsPerSecond] == [20_000, 40, 0, 30_000, 900_000])
        #expect(best.participantsThatFit == 30)
        let lossy = try #require(advice.onLossyLines)
        #expect([lossy.bitsPerSecond, lossy.ptimeMs, lossy.redundancy] == [10_000, 60, 1])
        #expect(advice.telephone.wireBitsPerSecond == 84_000)
    }

    @Test func whereNothingFitsItIsToldForHowManyItWould() {
        let advice = LineAdvice(uplink: .kilobits(64), participants: 30)
        #expect(advice.best == nil)
        #expect(advice.onLossyLines == nil)
        // 57.6 kbit/s for streams of 9.3.
        #expect(advice.least.participantsThatFit == 6)
        #expect(LineAdvice(uplink: .kilobits(64), participants: 6).best?.bitsPerSecond == 6_000)
        #expect(LineAdvice(uplink: .kilobits(64), participants: 7).best == nil)
    }

    @Test(arguments: [64, 128, 576, 1_000, 2_400, 10_000, 40_000] as [Int32]) func whatIsAdvisedFitsAndMorePeopleNeverGetMore(kilobits: Int32) {
        var last = Int.max
        for participants in 1...200 {
            let advice = LineAdvice(uplink: .kilobits(kilobits), participants: participants)
            for choice in [advice.best, advice.onLossyLines].compactMap({ $0 }) {
                #expect(choice.totalBitsPerSecond <= advice.usableBitsPerSecond)
                #expect(choice.participantsThatFit >= participants)
            }
            let wire = advice.best?.wireBitsPerSecond ?? 0
            #expect(wire <= last)
            last = wire
            #expect((advice.best == nil) == (advice.least.participantsThatFit < participants))
        }
    }

    @Test func longerHeadersLeaveLess() throws {
        let advice = LineAdvice(uplink: .kilobits(1_000), participants: 30, isIPv6: true)
        #expect(try #require(advice.best).bitsPerSecond == 16_000)
    }

    /// Every choice can be written into a link profile as it is.
    @Test(arguments: 1...120) func whatIsAdvisedMakesALinkProfile(participants: Int) throws {
        guard let best = LineAdvice(uplink: .kilobits(2_000), participants: participants).best else { return }
        let folder = try ScratchFolder()
        try folder.write("links/ours.yaml", """
            opus: { bitrate: \(best.bitsPerSecond)bit/s, max_bitrate: \(best.bitsPerSecond)bit/s }
            packet: { ptime: \(best.ptimeMs)ms, redundancy: \(best.redundancy) }
            """)
        #expect(WireRate(try folder.store.load(nil, link: .named("ours")).profile).bitsPerSecond == Int64(best.wireBitsPerSecond))
    }
}
