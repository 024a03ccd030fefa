import MediaTypes
import Profiles
import Testing

@Suite struct ProfileTests {
    @Test func aBlockIsOneTickAtTheMixRate() {
        var mix = Profile.Mix()
        #expect(mix.blockFrames == 320)
        mix.rate = .hz48000
        mix.tick = .milliseconds(10)
        #expect(mix.blockFrames == 480)
    }

    @Test(arguments: SampleRate.allCases) func rateAndBandwidthAgree(rate: SampleRate) {
        #expect(rate.widestBandwidth.lowestRate == rate)
    }
}
