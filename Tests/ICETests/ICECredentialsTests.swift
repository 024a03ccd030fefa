import ICE
import MediaTypes
import Testing

@Suite struct ICECredentialsTests {
    @Test func newOnesAreLettersOfICEInFullLength() {
        var random = SplitMix64(seed: 1)
        let letters = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var seen: Set<Character> = []
        for _ in 0..<100 {
            let credentials = ICECredentials.random(using: &random)
            #expect(credentials.ufrag.count == 8 && credentials.password.count == 24)
            seen.formUnion(credentials.ufrag + credentials.password)
        }
        #expect(seen == letters)
    }

    @Test func noTwoAreTheSame() {
        var random = SplitMix64(seed: 2)
        #expect(Set((0..<10_000).map { _ in ICECredentials.random(using: &random).ufrag }).count == 10_000)
    }
}
