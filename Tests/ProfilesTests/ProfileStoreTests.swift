import Foundation
import MediaTypes
import Profiles
import Testing

@Suite struct ProfileStoreTests {
    @Test func theNearestProfileWinsAndEachValueKnowsItsOrigin() throws {
        let folder = try ScratchFolder()
        try folder.write("base.yaml", "mix:\n  talkers: 2\n  hangover: 1s\n")
        try folder.write("hall.yaml", "extends: base\nmix:\n  talkers: 5\n")
        let loaded = try folder.store.load("hall")
        #expect(loaded.profile.mix.talkers == 5)
        #expect(loaded.profile.mix.hangover == .seconds(1))
        #expect(loaded.lineage == ["hall", "base"])
        #expect(loaded.origins["mix.talkers"] == .file(Place(file: "\(folder.path)/hall.yaml", line: 3, column: 12), profile: "hall"))
        #expect(loaded.origins["mix.hangover"] == .file(Place(file: "\(folder.path)/base.yaml", line: 3, column: 13), profile: "base"))
        #expect(loaded.origins["mix.tick"] == .builtIn)
        #expect(Set(loaded.origins.keys) == Set(Profile.keys.map(\.key)))
    }

    @Test func aProfileCanMakeRightWhatItsParentLeavesOpen() throws {
        let folder = try ScratchFolder()
        try folder.write("base.yaml", "jitter:\n  min: 80ms\n")
        try folder.write("good.yaml", "extends: base\njitter:\n  start: 100ms\n")
        #expect(folder.store.problems(of: "good") == [])
        #expect(folder.store.problems(of: "base").count == 1)
    }

    @Test func aContradictionIsReportedInTheNearestFile() throws {
        let folder = try ScratchFolder()
        try folder.write("base.yaml", "opus:\n  bandwidth: wide\n")
        #expect(try folder.errorLines("extends: base\nmix:\n  rate: 8kHz\n").map { $0.prefix(14) } == ["test.yaml:3:9:"])
    }

    @Test func mistakesInAParentAreReportedInItsFile() throws {
        let folder = try ScratchFolder()
        try folder.write("base.yaml", "mix:\n  tick: 20\n")
        #expect(try folder.errorLines("extends: base\n") == ["base.yaml:2:9: mix.tick needs a time such as 20ms, found 20"])
    }

    @Test func aCircleIsNamed() throws {
        let folder = try ScratchFolder()
        try folder.write("a.yaml", "extends: b\n")
        try folder.write("b.yaml", "\nextends: test\n")
        #expect(
            try folder.errorLines("extends: a\n") == ["b.yaml:2:10: these profiles extend each other in a circle: test -> a -> b -> test"])
        #expect(try folder.errorLines("extends: test\n") == ["test.yaml:1:10: these profiles extend each other in a circle: test -> test"])
    }

    @Test func aMissingProfileIsReportedWithThoseThatThereAre() throws {
        let folder = try ScratchFolder()
        try folder.write("base.yaml", "")
        try folder.write("Not A Name.yaml", "")
        try folder.write("notes.txt", "")
        #expect(try folder.store.names() == ["base"])
        let place = Place(file: "partyline.yaml", line: 1, column: 10)
        #expect(throws: ProfileError.unknownProfile(name: "bass", at: place, known: ["base"])) {
            try folder.store.load("bass", askedForAt: place)
        }
        #expect(folder.store.problems(of: "bass").map(\.description) == ["no profile is named bass: there are base"])
        #expect(
            ProfileStore(directories: ["\(folder.path)/none"]).problems(of: "base").map(\.description) == [
                "no profile is named base, and none was found at all"
            ])
    }

    @Test(arguments: ["..", "../base", "/etc/passwd", "", "Base", "a.b", "a\0b", String(repeating: "a", count: 33)])
    func aNameNeverBecomesAPathUnchecked(name: String) {
        #expect(throws: ProfileError.badName(name)) { try ProfileStore(directories: ["/"]).load(name) }
    }

    @Test func theFirstFolderThatHasAProfileWins() throws {
        let own = try ScratchFolder()
        let shipped = try ScratchFolder()
        try shipped.write("base.yaml", "mix: { talkers: 2 }\n")
        try shipped.write("pi-3.yaml", "extends: base\n")
        try own.write("base.yaml", "mix: { talkers: 4 }\n")
        let store = ProfileStore(directories: ["\(own.path)/missing", own.path, shipped.path])
        #expect(try store.load("pi-3").profile.mix.talkers == 4)
        #expect(try store.names() == ["base", "pi-3"])
    }

    @Test func aFileOutsideTheFoldersCanBeChecked() throws {
        let folder = try ScratchFolder()
        try folder.write("base.yaml", "mix: { talkers: 2 }\n")
        let elsewhere = try ScratchFolder()
        try elsewhere.write("draft.yaml", "extends: base\n")
        let loaded = try folder.store.load(file: "\(elsewhere.path)/draft.yaml")
        #expect(loaded.name == "draft")
        #expect(loaded.profile.mix.talkers == 2)
    }

    @Test func rowsShowValueWithUnitAndOrigin() throws {
        let folder = try ScratchFolder()
        try folder.write("hall.yaml", "opus:\n  bitrate: 16kbit/s\n")
        let rows = try folder.store.load("hall").rows()
        #expect(rows.map(\.key) == Profile.keys.map(\.key))
        let row = try #require(rows.first { $0.key == "opus.bitrate" })
        #expect([row.value, row.origin, row.profile] == ["16kbit/s", "hall.yaml:2:12", "hall"])
        let silent = try #require(rows.first { $0.key == "mix.tick" })
        #expect([silent.value, silent.origin, silent.profile] == ["20ms", "built in", nil])
        #expect(try JSONDecoder().decode([ProfileRow].self, from: JSONEncoder().encode(rows)) == rows)
    }

    @Test func aDifferenceIsInTheValueAndNotInItsOrigin() throws {
        let folder = try ScratchFolder()
        try folder.write("a.yaml", "opus: { bitrate: 16kbit/s, complexity: 4 }\n")
        try folder.write("b.yaml", "opus: { bitrate: 16000bit/s, complexity: 9 }\n")
        let differences = LoadedProfile.differences(between: try folder.store.load("a"), and: try folder.store.load("b"))
        #expect(differences.map(\.key) == ["opus.complexity"])
        #expect(differences.map { [$0.first.value, $0.second.value] } == [["4", "9"]])
    }

    @Test func theListHoldsBrokenProfilesToo() throws {
        let folder = try ScratchFolder()
        try folder.write("good.yaml", "limits: { participants: 7 }\n")
        try folder.write("broken.yaml", "mix\n")
        let summaries = try folder.store.summaries()
        #expect(summaries.map(\.name) == ["broken", "good"])
        #expect(summaries.map(\.participants) == [nil, 7])
        #expect(summaries.map(\.problems.count) == [1, 0])
    }
}
