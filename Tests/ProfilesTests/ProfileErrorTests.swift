import Profiles
import Testing

/// A profile and the one line that it must cost.
struct ErrorCase: Sendable, CustomTestStringConvertible {
    let text: String
    let line: String
    var testDescription: String { line }

    init(_ text: String, _ line: String) {
        self.text = text
        self.line = line
    }

    static let values = [
        ErrorCase("mix:\n  tick: 20\n", "test.yaml:2:9: mix.tick needs a time such as 20ms, found 20"),
        ErrorCase("mix:\n  tick: 20 kHz\n", "test.yaml:2:9: mix.tick needs a time such as 20ms, found 20 kHz"),
        ErrorCase("mix: { tick: 1,5s }\n", "test.yaml:1:14: mix.tick needs a time such as 20ms, found 1"),
        ErrorCase("mix:\n  tick:\n", "test.yaml:2:8: mix.tick needs a time such as 20ms, found nothing"),
        ErrorCase("mix:\n  tick: [20ms]\n", "test.yaml:2:9: mix.tick needs a time such as 20ms, found a list"),
        ErrorCase("mix:\n  tick: {a: b}\n", "test.yaml:2:9: mix.tick needs a time such as 20ms, found keys"),
        ErrorCase("mix:\n  tick: 30ms\n", "test.yaml:2:9: mix.tick can be 10ms or 20ms, found 30ms"),
        ErrorCase("mix:\n  rate: 16\n", "test.yaml:2:9: mix.rate needs a sample rate such as 16kHz, found 16"),
        ErrorCase("mix:\n  rate: 44.1kHz\n", "test.yaml:2:9: mix.rate needs a sample rate such as 16kHz, found 44.1kHz"),
        ErrorCase("mix:\n  talkers: 0\n", "test.yaml:2:12: mix.talkers can be 1 to 50, found 0"),
        ErrorCase("mix:\n  talkers: 2.5\n", "test.yaml:2:12: mix.talkers needs a whole number such as 3, found 2.5"),
        ErrorCase("mix:\n  talkers: -1\n", "test.yaml:2:12: mix.talkers can be 1 to 50, found -1"),
        ErrorCase(
            "mix:\n  talkers: 99999999999999999999\n",
            "test.yaml:2:12: mix.talkers needs a whole number such as 3, found 99999999999999999999"),
        ErrorCase("mix:\n  hangover: 100ms\n", "test.yaml:2:13: mix.hangover can be 200ms to 3s, found 100ms"),
        ErrorCase("mix:\n  hangover: -1s\n", "test.yaml:2:13: mix.hangover needs a time such as 500ms, found -1s"),
        ErrorCase("level:\n  target: -26dB\n", "test.yaml:2:11: level.target needs a level such as -26dBFS, found -26dB"),
        ErrorCase("level:\n  target: 0dBFS\n", "test.yaml:2:11: level.target can be -40dBFS to -10dBFS, found 0dBFS"),
        ErrorCase("level:\n  max_gain: 12\n", "test.yaml:2:13: level.max_gain needs a gain such as 12dB, found 12"),
        ErrorCase("level:\n  denoise: true\n", "test.yaml:2:12: level.denoise needs on or off, found true"),
        ErrorCase("opus:\n  bitrate: 24kbps\n", "test.yaml:2:12: opus.bitrate needs a bitrate such as 24kbit/s, found 24kbps"),
        ErrorCase("opus:\n  bitrate: 5kbit/s\n", "test.yaml:2:12: opus.bitrate can be 6kbit/s to 510kbit/s, found 5kbit/s"),
        ErrorCase("opus:\n  bandwidth: wideband\n", "test.yaml:2:14: opus.bandwidth needs a bandwidth such as wide, found wideband"),
        ErrorCase("fec:\n  light_from: 0.02\n", "test.yaml:2:15: fec.light_from needs a percentage such as 2%, found 0.02"),
        ErrorCase(
            "packet:\n  ptime: 30ms\n", "test.yaml:2:10: packet.ptime can be 10ms, 20ms, 40ms, 60ms, 80ms, 100ms or 120ms, found 30ms"),
        ErrorCase(
            "extends: ../../etc/passwd\n",
            "test.yaml:1:10: extends needs a name (1 to 32 characters of a-z, 0-9 and -) such as base, found ../../etc/passwd"),
    ]

    static let keys = [
        ErrorCase("mix:\n  tik: 20ms\n", "test.yaml:2:3: unknown key mix.tik: did you mean mix.tick?"),
        ErrorCase("mix:\n  complexity: 4\n", "test.yaml:2:3: unknown key mix.complexity: did you mean opus.complexity?"),
        ErrorCase("extend: base\n", "test.yaml:1:1: unknown key extend: did you mean extends?"),
        ErrorCase("opsu:\n  complexity: 4\n", "test.yaml:1:1: unknown key opsu: did you mean opus?"),
        ErrorCase("weather: fine\n", "test.yaml:1:1: unknown key weather"),
        ErrorCase("<<: {mix: {}}\n", "test.yaml:1:1: unknown key <<"),
        ErrorCase("mix: 20ms\n", "test.yaml:1:6: mix needs keys beneath it such as mix.rate, found 20ms"),
        ErrorCase("mix: [rate]\n", "test.yaml:1:6: mix needs keys beneath it such as mix.rate, found a list"),
        ErrorCase("? [a, b]\n: 1\n", "test.yaml:1:3: this is not YAML: a key is one word, found a list"),
        ErrorCase("mix: {tick: 20ms}\nmix.tick: 10ms\n", "test.yaml:2:1: mix.tick stands here twice: keep one"),
        ErrorCase("mix:\n  tick: 20ms\n  tick: 20ms\n", "test.yaml:3:3: tick stands here twice: keep one"),
    ]

    static let contradictions = [
        ErrorCase(
            "packet:\n  ptime: 10ms\n",
            "test.yaml:2:10: packet.ptime is 10ms, but packets hold whole ticks of 20ms: write packet.ptime: 20ms or a multiple, or mix.tick: 10ms"
        ),
        ErrorCase(
            "packet:\n  ptime: 80ms\n  max_ptime: 60ms\n", "test.yaml:2:10: packet.ptime (80ms) must be at most packet.max_ptime (60ms)"),
        ErrorCase(
            "opus:\n  min_bitrate: 32kbit/s\n", "test.yaml:2:16: opus.min_bitrate (32kbit/s) must be at most opus.bitrate (24kbit/s)"),
        ErrorCase(
            "opus:\n  max_bitrate: 12kbit/s\n", "test.yaml:2:16: opus.bitrate (24kbit/s) must be at most opus.max_bitrate (12kbit/s)"),
        ErrorCase("jitter:\n  min: 80ms\n", "test.yaml:2:8: jitter.min (80ms) must be at most jitter.start (60ms)"),
        ErrorCase("jitter:\n  max: 40ms\n", "test.yaml:2:8: jitter.start (60ms) must be at most jitter.max (40ms)"),
        ErrorCase("limits:\n  participants: 2\n", "test.yaml:2:17: mix.talkers (3) must be at most limits.participants (2)"),
        ErrorCase("fec:\n  light_from: 8%\n", "test.yaml:2:15: fec.light_from (8%) must be below fec.heavy_from (8%)"),
        ErrorCase(
            "mix:\n  rate: 8kHz\n",
            "test.yaml:2:9: opus.bandwidth is wide, but mix.rate 8kHz carries narrow at most: write opus.bandwidth: narrow, or mix.rate: 16kHz"
        ),
        ErrorCase(
            "opus:\n  bandwidth: full\n",
            "test.yaml:2:14: opus.bandwidth is full, but mix.rate 16kHz carries wide at most: write opus.bandwidth: wide, or mix.rate: 48kHz"
        ),
    ]

    static let tricks = [
        ErrorCase("- mix\n", "test.yaml:1:1: the file needs keys beneath it such as extends, found a list"),
        ErrorCase("hello\n", "test.yaml:1:1: the file needs keys beneath it such as extends, found hello"),
        ErrorCase("mix: &m\n  tick: 20ms\n", "test.yaml:1:6: anchors and aliases (& and *) are not used here: write the value out, or in quotes"),
        ErrorCase("mix:\n  tick: &t 20ms\n", "test.yaml:2:9: anchors and aliases (& and *) are not used here: write the value out, or in quotes"),
        ErrorCase("mix: *m\n", "test.yaml:1:6: anchors and aliases (& and *) are not used here: write the value out, or in quotes"),
        ErrorCase(
            "mix: {}\n---\nmix: {}\n",
            "test.yaml:2:1: this is not YAML: a second document starts here; one file holds one"),
        ErrorCase(
            "mix:\n  tick: [20ms\n",
            "test.yaml:3:1: this is not YAML: while parsing a flow sequence: did not find expected ',' or ']'"),
        ErrorCase(
            "mix:\n\ttick: 20ms\n",
            "test.yaml:2:1: this is not YAML: while scanning for the next token: found character that cannot start any token"),
        ErrorCase("mix:\n  tick: 2\u{1}0ms\n", "test.yaml:2:10: this is not YAML: control characters are not allowed"),
        ErrorCase("mix:\n  tick: \"20\\e[2Jms\"\n", "test.yaml:2:9: mix.tick needs a time such as 20ms, found 20\u{FFFD}[2Jms"),
        ErrorCase(
            "mix:\n  tick: \(String(repeating: "x", count: 50))\n",
            "test.yaml:2:9: mix.tick needs a time such as 20ms, found \(String(repeating: "x", count: 40))…"),
    ]
}

@Suite struct ProfileErrorTests {
    @Test(arguments: ErrorCase.values + ErrorCase.keys + ErrorCase.contradictions + ErrorCase.tricks)
    func anErrorSaysWhereWhatAndWhatWouldBeRight(_ given: ErrorCase) throws {
        let folder = try ScratchFolder()
        #expect(try folder.errorLines(given.text).first == given.line)
    }

    @Test(arguments: ErrorCase.values.dropFirst(3) + ErrorCase.contradictions) func oneMistakeIsReportedOnce(_ given: ErrorCase) throws {
        let folder = try ScratchFolder()
        #expect(try folder.errorLines(given.text).count == 1)
    }

    @Test func everythingThatIsWrongIsReportedAtOnceInTheOrderOfTheFile() throws {
        let folder = try ScratchFolder()
        let lines = try folder.errorLines("extends: nowhere\nmix:\n  tick: 20\n  talkerz: 3\nopus:\n  dtx: maybe\n  complexity: 11\n")
        #expect(
            lines == [
                "test.yaml:3:9: mix.tick needs a time such as 20ms, found 20",
                "test.yaml:4:3: unknown key mix.talkerz: did you mean mix.talkers?",
                "test.yaml:6:8: opus.dtx needs on or off, found maybe",
                "test.yaml:7:15: opus.complexity can be 0 to 10, found 11",
                "test.yaml:1:10: no profile is named nowhere: there are test",
            ])
    }

    @Test func bytesThatAreNoUTF8AreFound() throws {
        let folder = try ScratchFolder()
        try folder.write("test.yaml", bytes: Array("mix:\n  tick: ü".utf8) + [0xFF, 0x0A])
        #expect(folder.store.problems(of: "test") == [.notUTF8(Place(file: "\(folder.path)/test.yaml", line: 2, column: 10))])
    }

    @Test func aHugeFileIsRefusedUnread() throws {
        let folder = try ScratchFolder()
        try folder.write("fits.yaml", String(repeating: "#", count: 65_536))
        try folder.write("huge.yaml", String(repeating: "#", count: 65_537))
        #expect(folder.store.problems(of: "fits") == [])
        #expect(folder.store.problems(of: "huge") == [.tooLarge(file: "\(folder.path)/huge.yaml", limitBytes: 65_536)])
    }

    @Test func aliasesThatMultiplyAreRefusedBeforeTheyGrow() throws {
        let folder = try ScratchFolder()
        // Ten to the twentieth entries, and as a key, where a parser that compares keys would visit each.
        let bomb = (1...20).map { level in "- &l\(level) [\(Array(repeating: "*l\(level - 1)", count: 10).joined(separator: ", "))]\n" }
            .joined()
        #expect(
            try folder.errorLines("- &l0 x\n\(bomb)- {*l20 : x}\n") == [
                "test.yaml:1:3: anchors and aliases (& and *) are not used here: write the value out, or in quotes"
            ])
    }

    @Test func aFewAliasesAreRefusedAtTheFirstAnchor() throws {
        let folder = try ScratchFolder()
        #expect(
            try folder.errorLines("# not an *alias*, not an &anchor\nmix:\n  tick: &t 20ms\n? [*t, *t]\n: x\n") == [
                "test.yaml:3:9: anchors and aliases (& and *) are not used here: write the value out, or in quotes"
            ])
    }

    @Test(arguments: ["[", "{a: ", "- ", "? "]) func deepNestingIsRefused(opening: String) throws {
        let folder = try ScratchFolder()
        let lines = try folder.errorLines(String(repeating: opening, count: 60_000 / opening.utf8.count))
        #expect(lines.count == 1)
        #expect(lines.first?.contains("level") == true, "\(lines)")
    }

    @Test func aFileOfNothingButUnknownKeysCostsAHundredLines() throws {
        let folder = try ScratchFolder()
        #expect(try folder.errorLines((0..<2_000).map { "key\($0): x\n" }.joined()).count == 100)
    }

    @Test func aFolderOrPipeInPlaceOfAFileIsAnErrorAtOnce() throws {
        let folder = try ScratchFolder()
        try folder.write("test.yaml/inside", "")
        #expect(folder.store.problems(of: "test").map(\.description) == ["\(folder.path)/test.yaml: is not a file"])
    }
}
