import MediaTypes
import Profiles
import Testing

@Suite struct LinkProfileTests {
    @Test func theLineWinsOverTheBoardAndSaysWhatItReplaced() throws {
        let folder = try ScratchFolder()
        try folder.write("base.yaml", "opus:\n  bitrate: 24kbit/s\n  complexity: 4\n")
        try folder.write("links/slow.yaml", "opus:\n  bitrate: 8kbit/s\n")
        let loaded = try folder.store.load(.named("base"), link: .named("slow"))
        #expect(loaded.profile.opus.bitrate == .kilobits(8))
        #expect(loaded.profile.opus.complexity == 4)
        #expect(loaded.title == "base with links/slow")
        let row = try #require(loaded.rows().first { $0.key == "opus.bitrate" })
        #expect([row.value, row.origin, row.profile, row.standing.rawValue] == ["8kbit/s", "links/slow.yaml:2:12", "links/slow", "link"])
        #expect(row.insteadOf == "24kbit/s (base.yaml:2:12)")
    }

    @Test func eachValueSaysHowItCameToHold() throws {
        let folder = try ScratchFolder()
        try folder.write("base.yaml", "mix: { talkers: 2, hangover: 1s }\n")
        try folder.write("hall.yaml", "extends: base\nmix: { talkers: 5 }\nopus: { complexity: 9 }\n")
        let rows = Dictionary(uniqueKeysWithValues: try folder.store.load("hall").rows().map { ($0.key, $0) })
        #expect(rows["mix.talkers"]?.standing == .override)
        #expect(rows["mix.talkers"]?.insteadOf == "2 (base.yaml:1:17)")
        #expect(rows["mix.hangover"]?.standing == .inherited)
        #expect(rows["opus.complexity"]?.standing == .own)
        #expect(rows["opus.complexity"]?.instead == nil)
        #expect(rows["mix.tick"]?.standing == .default)
    }

    @Test(arguments: Profile.keys.filter { $0.layer == .board }) func aLineIsToldWhereAKeyOfTheBoardBelongs(key: ProfileKey) throws {
        let folder = try ScratchFolder()
        try folder.write("links/mine.yaml", "\(key.key): \(key.defaultValue)\n")
        let error = #expect(throws: ProfileError.self) { try folder.store.load(nil, link: .named("mine")) }
        #expect(
            error?.description
                == "\(folder.path)/links/mine.yaml:1:1: \(key.key) is decided by the box and not by a line: write it into the profile of the board")
    }

    @Test(arguments: Profile.keys.filter { $0.layer == .link }) func aLineAndABoardCanBothSayAKeyOfTheLine(key: ProfileKey) throws {
        let folder = try ScratchFolder()
        try folder.write("links/mine.yaml", "\(key.key): \(key.defaultValue)\n")
        try folder.write("board.yaml", "\(key.key): \(key.defaultValue)\n")
        let loaded = try folder.store.load(.named("board"), link: .named("mine"))
        #expect(loaded.origins[key.key]?.profileName == "links/mine")
    }

    @Test func linesExtendLinesAndACircleIsNamed() throws {
        let folder = try ScratchFolder()
        // A board of the same name is another profile.
        try folder.write("dsl.yaml", "opus: { bitrate: 32kbit/s }\n")
        try folder.write("links/dsl.yaml", "packet: { ptime: 60ms }\n")
        try folder.write("links/mine.yaml", "extends: dsl\nopus: { bitrate: 12kbit/s }\n")
        let loaded = try folder.store.load(nil, link: .named("mine"))
        #expect(loaded.linkLineage == ["links/mine", "links/dsl"])
        #expect(loaded.profile.packet.ptime == .milliseconds(60))
        #expect(loaded.profile.opus.bitrate == .kilobits(12))
        try folder.write("links/dsl.yaml", "extends: mine\n")
        let error = #expect(throws: ProfileError.self) { try folder.store.load(nil, link: .named("mine")) }
        #expect(error?.message == "these profiles extend each other in a circle: links/mine -> links/dsl -> links/mine")
    }

    @Test func whatDoesNotFitTogetherIsReportedInTheLine() throws {
        let folder = try ScratchFolder()
        try folder.write("board.yaml", "packet: { max_ptime: 40ms }\n")
        try folder.write("links/long.yaml", "packet:\n  ptime: 80ms\n")
        _ = try folder.store.load("board")
        _ = try folder.store.load(nil, link: .named("long"))
        let error = #expect(throws: ProfileError.self) { try folder.store.load(.named("board"), link: .named("long")) }
        #expect(error?.description == "\(folder.path)/links/long.yaml:2:10: packet.ptime (80ms) must be at most packet.max_ptime (40ms)")
        #expect(try folder.store.linked(.named("board")).isEmpty)
    }

    @Test func aLineThatIsNotThereIsReportedWithThoseThatAre() throws {
        let folder = try ScratchFolder()
        try folder.write("base.yaml", "")
        try folder.write("links/lte.yaml", "")
        let place = Place(file: "partyline.yaml", line: 2, column: 7)
        let error = #expect(throws: ProfileError.self) { try folder.store.load(.named("base"), link: .named("lt", askedForAt: place)) }
        #expect(error?.description == "partyline.yaml:2:7: no link profile is named lt: there are lte")
        #expect(throws: ProfileError.badName("../base")) { try folder.store.load(nil, link: .named("../base")) }
    }

    @Test func theListHasBoardsAndLines() throws {
        let folder = try ScratchFolder()
        try folder.write("base.yaml", "")
        try folder.write("links/lte.yaml", "opus.bitrate: 16kbit/s\n")
        let summaries = try folder.store.summaries()
        #expect(summaries.map(\.name) == ["base", "links/lte"])
        #expect(summaries.map(\.bitrate) == ["24kbit/s", "16kbit/s"])
        #expect(summaries.map(\.participants) == [100, nil])
    }

    @Test func theConfigurationARoomAndATrunkNameTheirLines() throws {
        let folder = try ScratchFolder()
        try folder.write("partyline.yaml", "link: dsl-6000\nstate_directory: state\ntrunks: { home: { server: fritz.box, register: off, link: dsl-1000 } }\n")
        let configuration = try ServiceConfiguration.load(
            file: "\(folder.path)/partyline.yaml", in: Surroundings(environment: ["HOME": folder.path], isRoot: false))
        #expect(configuration.link == "dsl-6000")
        #expect(configuration.trunks.first?.link == "dsl-1000")
        #expect(configuration.places["trunks.home.link"]?.line == 3)
        let store = RoomStore(directory: "\(folder.path)/rooms")
        try store.write(try RoomFile(name: "field", link: "gsm-edge"))
        #expect(try folder.text("rooms/field.yaml") == "# A room of Partyline.\nname: field\nlink: gsm-edge\n")
        #expect(try store.load().rooms.map(\.link) == ["gsm-edge"])
    }

    /// Over IPv4 with SRTP, headers are 50 bytes a packet.
    @Test func aWireRateHasAllHeaders() {
        #expect(WireRate(bitrate: .kilobits(24), ptime: .milliseconds(20)).bitsPerSecond == 44_000)
        #expect(WireRate(bitrate: .kilobits(16), ptime: .milliseconds(40)).bitsPerSecond == 26_000)
        #expect(WireRate(bitrate: .kilobits(10), ptime: .milliseconds(40), copies: 1).bitsPerSecond == 31_000)
        #expect(WireRate(bitrate: .kilobits(8), ptime: .milliseconds(120), copies: 2).bitsPerSecond == 27_933)
        #expect(WireRate(bitrate: .kilobits(24), ptime: .milliseconds(20), isIPv6: true).bitsPerSecond == 52_000)
    }
}
