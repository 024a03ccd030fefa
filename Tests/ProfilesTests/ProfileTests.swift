import Foundation
import MediaTypes
import Profiles
import Testing

/// One key with a value that is not its default, and how that value reads when it is written back.
struct KeyCase: Sendable, CustomTestStringConvertible {
    let key: String
    let written: String
    let normal: String
    var testDescription: String { "\(key): \(written)" }

    init(_ key: String, _ written: String, _ normal: String? = nil) {
        self.key = key
        self.written = written
        self.normal = normal ?? written
    }

    /// Every key at least once, every unit at least once.
    static let all = [
        KeyCase("mix.rate", "48kHz"), KeyCase("mix.rate", "24000 Hz", "24kHz"), KeyCase("mix.tick", "10ms"),
        KeyCase("mix.tick", "0.01s", "10ms"),
        KeyCase("mix.talkers", "7"), KeyCase("mix.hangover", "1.5s", "1500ms"), KeyCase("mix.hangover", "3s"),
        KeyCase("mix.hangover", "200500us", "200.500000ms"),
        KeyCase("level.leveller", "off"), KeyCase("level.target", "-23.5dBFS"), KeyCase("level.max_gain", "0dB"),
        KeyCase("level.denoise", "on"),
        KeyCase("level.denoise_suppression", "20 dB", "20dB"),
        KeyCase("opus.complexity", "10"), KeyCase("opus.bandwidth", "narrow"), KeyCase("opus.dtx", "off"),
        KeyCase("opus.bitrate", "16000bit/s", "16kbit/s"),
        KeyCase("opus.min_bitrate", "8.5kbit/s", "8500bit/s"), KeyCase("opus.max_bitrate", "0.128Mbit/s", "128kbit/s"), KeyCase("opus.max_bitrate", "0.1mbit/s", "100kbit/s"),
        KeyCase("packet.ptime", "60ms"), KeyCase("packet.max_ptime", "80ms"), KeyCase("packet.redundancy", "2"),
        KeyCase("fec.inband", "off"), KeyCase("fec.light_from", "0.5%"), KeyCase("fec.heavy_from", "12%"),
        KeyCase("jitter.start", "100ms"), KeyCase("jitter.min", "0ms"), KeyCase("jitter.max", "1s"),
        KeyCase("limits.participants", "2000"), KeyCase("limits.rooms", "1"),
    ]
}

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

    @Test func everyKeyHasACase() {
        #expect(Set(KeyCase.all.map(\.key)) == Set(Profile.keys.map(\.key)))
    }

    @Test(arguments: KeyCase.all) func aKeyRoundTripsAndTouchesNoOther(_ given: KeyCase) throws {
        let folder = try ScratchFolder()
        let parts = given.key.split(separator: ".")
        try folder.write("test.yaml", "# a comment\n\(parts[0]):\n  \(parts[1]): \(given.written)\n")
        let loaded = try folder.store.load("test")
        #expect(loaded.profile.text(given.key) == given.normal)
        #expect(
            loaded.origins[given.key]
                == .file(Place(file: "\(folder.path)/test.yaml", line: 3, column: parts[1].count + 5), profile: "test"))
        #expect(LoadedProfile.differences(between: .builtIn, and: loaded).map(\.key) == [given.key])

        // What we write reads as the same profile; here with the key in one line, which means the same.
        try folder.write("again.yaml", "\(given.key): \(given.normal)\n")
        #expect(try folder.store.load("again").profile == loaded.profile)
    }

    @Test func allDefaultsWrittenOutAreTheBuiltInProfile() throws {
        let folder = try ScratchFolder()
        try folder.write("test.yaml", Profile.keys.map { "\($0.key): \($0.defaultValue)\n" }.joined())
        #expect(try folder.store.load("test").profile == Profile())
    }

    @Test(arguments: ["", "# only a comment\n", "---\n", "mix:\n  # nothing said\n"]) func aFileThatSaysNothingIsTheBuiltInProfile(
        text: String
    ) throws {
        let folder = try ScratchFolder()
        try folder.write("test.yaml", text)
        #expect(try folder.store.load("test").profile == Profile())
    }

    @Test func theReadmeNamesEveryKeyAsItIs() throws {
        let readme = try String(contentsOfFile: "\(sourceRoot)/Sources/Profiles/README.md", encoding: .utf8)
        for key in Profile.keys {
            let line = "| `\(key.key)` | \(key.allowed) | `\(key.defaultValue)` | \(key.layer.rawValue) | \(key.meaning) |"
            #expect(readme.contains(line), "\(line)")
        }
    }
}
