import Foundation
import Profiles
import Testing

/// A file, a change, and the file after it.
struct EditCase: Sendable, CustomTestStringConvertible {
    let before: String
    let change: ProfileEditor.Change
    let after: String
    var testDescription: String { "\(change.key)=\(change.value) in \(before.debugDescription)" }

    init(_ before: String, _ key: String, _ value: String, _ after: String) {
        self.before = before
        change = ProfileEditor.Change(key: key, value: value)
        self.after = after
    }

    static let all = [
        // A value that is there, in every way to write it.
        EditCase("# mine\nmix:\n  talkers: 3  # few\n", "mix.talkers", "5", "# mine\nmix:\n  talkers: 5  # few\n"),
        EditCase("mix.talkers: 3\n", "mix.talkers", "5", "mix.talkers: 5\n"),
        EditCase("mix: { talkers: 3, tick: 20ms }  # all\n", "mix.talkers", "5", "mix: { talkers: 5, tick: 20ms }  # all\n"),
        EditCase("mix:\n  talkers: \"3\"\n", "mix.talkers", "5", "mix:\n  talkers: 5\n"),
        EditCase("mix:\r\n  talkers: 3\r\n  tick: 20ms\r\n", "mix.talkers", "5", "mix:\r\n  talkers: 5\r\n  tick: 20ms\r\n"),
        EditCase("# für alle 🎉\nmix: { talkers: 3 }", "mix.talkers", "5", "# für alle 🎉\nmix: { talkers: 5 }"),
        // A new value in a group that is there.
        EditCase(
            "mix:\n    tick: 20ms # beat\n\n# encoders\nopus:\n    dtx: on\n", "mix.talkers", "5",
            "mix:\n    tick: 20ms # beat\n    talkers: 5\n\n# encoders\nopus:\n    dtx: on\n"),
        EditCase("opus:\n  dtx: on", "opus.complexity", "9", "opus:\n  dtx: on\n  complexity: 9\n"),
        EditCase("mix: {}\n", "mix.talkers", "5", "mix: { talkers: 5 }\n"),
        EditCase("mix: { tick: 20ms }\n", "mix.talkers", "5", "mix: { tick: 20ms, talkers: 5 }\n"),
        EditCase("mix:\n  # nothing yet\nopus:\n  dtx: on\n", "mix.talkers", "5", "mix:\n  talkers: 5\n  # nothing yet\nopus:\n  dtx: on\n"),
        EditCase("mix.tick: 20ms\nopus.dtx: on\n", "mix.talkers", "5", "mix.tick: 20ms\nmix.talkers: 5\nopus.dtx: on\n"),
        // A new group, and a file that says nothing.
        EditCase("opus:\n  dtx: on\n", "mix.talkers", "5", "opus:\n  dtx: on\n\nmix:\n  talkers: 5\n"),
        EditCase("{ opus: { dtx: on } }\n", "mix.talkers", "5", "{ opus: { dtx: on }, mix.talkers: 5 }\n"),
        EditCase("", "mix.talkers", "5", "mix:\n  talkers: 5\n"),
        EditCase("# nothing yet\n", "mix.talkers", "5", "# nothing yet\n\nmix:\n  talkers: 5\n"),
    ]
}

@Suite struct ProfileEditTests {
    @Test(arguments: EditCase.all) func aChangeTouchesNothingElse(_ given: EditCase) throws {
        let folder = try ScratchFolder()
        try folder.write("mine.yaml", given.before)
        let path = try ProfileEditor(folder.store).set([given.change], in: ProfileTitle("mine"))
        #expect(path == "\(folder.path)/mine.yaml")
        #expect(try folder.text("mine.yaml") == given.after)
        #expect(try folder.store.load("mine").profile.text(given.change.key) == given.change.value)
    }

    @Test(arguments: Profile.keys) func everyKeyCanBeSetInAFileThatLacksIt(key: ProfileKey) throws {
        let folder = try ScratchFolder()
        try folder.write("mine.yaml", "# mine\n")
        _ = try ProfileEditor(folder.store).set([.init(key: key.key, value: key.defaultValue)], in: ProfileTitle("mine"))
        #expect(try folder.store.load("mine").origins[key.key]?.profileName == "mine")
    }

    @Test func severalChangesAreMadeTogetherOrNotAtAll() throws {
        let folder = try ScratchFolder()
        let text = "packet:\n  ptime: 20ms\n  max_ptime: 60ms\n"
        try folder.write("mine.yaml", text)
        let editor = ProfileEditor(folder.store)
        let error = #expect(throws: ProfileError.self) {
            try editor.set([.init(key: "packet.ptime", value: "40ms"), .init(key: "mix.talkrs", value: "5")], in: ProfileTitle("mine"))
        }
        #expect(error?.description.contains("unknown key mix.talkrs: did you mean mix.talkers?") == true)
        #expect(error?.description.hasSuffix("mine.yaml: stays as it was; the lines above say where the change would stand") == true)
        #expect(try folder.text("mine.yaml") == text)
        // One by one these two would contradict each other.
        _ = try editor.set([.init(key: "packet.ptime", value: "80ms"), .init(key: "packet.max_ptime", value: "120ms")], in: ProfileTitle("mine"))
        #expect(try folder.text("mine.yaml") == "packet:\n  ptime: 80ms\n  max_ptime: 120ms\n")
    }

    @Test(arguments: [
        ("mix.talkers", "0", "mix.talkers can be 1 to 50, found 0"), ("mix.tick", "20", "mix.tick needs a time such as 20ms, found 20"),
        ("opus.bitrate", "80kbit/s", "opus.bitrate (80kbit/s) must be at most opus.max_bitrate (64kbit/s)"),
        ("mix.tick", "20ms\nopus.complexity: 9", "cannot be changed without touching more"), ("mix.tick", "[", "this is not YAML"),
        ("mix", "5", "mix needs keys beneath it such as mix.rate, found 5"),
    ])
    func whatWouldBeWrongIsNeverWritten(key: String, value: String, explanation: String) throws {
        let folder = try ScratchFolder()
        let text = "mix:\n  talkers: 3 # few\n  tick: 20ms\n"
        try folder.write("mine.yaml", text)
        let error = #expect(throws: ProfileError.self) {
            try ProfileEditor(folder.store).set([.init(key: key, value: value)], in: ProfileTitle("mine"))
        }
        #expect(error?.description.contains(explanation) == true, "\(String(describing: error))")
        #expect(try folder.text("mine.yaml") == text)
    }

    @Test func aChangeThatWouldBreakWhatIsRunIsRefused() throws {
        let folder = try ScratchFolder()
        try folder.write("board.yaml", "packet: { max_ptime: 60ms }\n")
        try folder.write("links/line.yaml", "packet: { ptime: 60ms }\n")
        let editor = ProfileEditor(folder.store, running: (.named("board"), .named("line")))
        let error = #expect(throws: ProfileError.self) {
            try editor.set([.init(key: "packet.max_ptime", value: "40ms")], in: ProfileTitle("board"))
        }
        #expect(error?.description.contains("packet.ptime (60ms) must be at most packet.max_ptime (40ms)") == true)
        _ = try ProfileEditor(folder.store).set([.init(key: "packet.max_ptime", value: "40ms")], in: ProfileTitle("board"))
    }

    @Test func aShippedProfileIsNotChangedButExtended() throws {
        let own = try ScratchFolder()
        let shipped = try ScratchFolder()
        try shipped.write("pi-4.yaml", "limits: { participants: 7 }\n")
        try shipped.write("links/dsl.yaml", "opus: { bitrate: 16kbit/s }\n")
        let store = ProfileStore(directories: ["\(own.path)/profiles", shipped.path])
        let editor = ProfileEditor(store)
        let error = #expect(throws: ProfileError.self) { try editor.set([.init(key: "mix.talkers", value: "5")], in: ProfileTitle("pi-4")) }
        #expect(error == .notOwn(profile: "pi-4", file: "\(shipped.path)/pi-4.yaml"))
        #expect(try editor.make(ProfileTitle("hall"), from: ProfileTitle("pi-4")) == "\(own.path)/profiles/hall.yaml")
        _ = try editor.set([.init(key: "mix.talkers", value: "5")], in: ProfileTitle("hall"))
        #expect(try store.load("hall").profile.limits.participants == 7)
        #expect(try store.load("hall").profile.mix.talkers == 5)
        _ = try editor.make(ProfileTitle("links/ours"), from: ProfileTitle("links/dsl"))
        #expect(try store.load(ProfileTitle("links/ours")).profile.opus.bitrate == .kilobits(16))
        #expect(throws: ProfileError.exists(file: "\(shipped.path)/pi-4.yaml")) { try editor.make(ProfileTitle("pi-4"), from: ProfileTitle("hall")) }
        #expect(throws: ProfileError.mixedLayers("links/x", "pi-4")) { try editor.make(ProfileTitle("links/x"), from: ProfileTitle("pi-4")) }
        #expect(throws: ProfileError.badName("../x")) { try editor.make(ProfileTitle("../x"), from: ProfileTitle("pi-4")) }
    }

    @Test func aFileThatCannotBeReplacedStaysAsItWas() throws {
        let folder = try ScratchFolder()
        let text = "mix: { talkers: 3 }\n"
        try folder.write("mine.yaml", text)
        // Where the draft is to be written is something that cannot be taken away.
        try folder.write(".mine.yaml.draft/inside", "")
        let error = #expect(throws: ProfileError.self) {
            try ProfileEditor(folder.store).set([.init(key: "mix.talkers", value: "5")], in: ProfileTitle("mine"))
        }
        #expect(error?.description.hasPrefix("\(folder.path)/.mine.yaml.draft: cannot be written: ") == true)
        #expect(try folder.text("mine.yaml") == text)
    }

    /// Of changes at the same time each is in the file afterwards, or was refused.
    @Test func noChangeIsLostToAnother() async throws {
        let folder = try ScratchFolder()
        try folder.write("mine.yaml", "# mine\n")
        let editor = ProfileEditor(folder.store)
        let made = await withTaskGroup(of: String?.self) { group in
            for key in Profile.keys {
                group.addTask {
                    do throws(ProfileError) {
                        _ = try editor.set([.init(key: key.key, value: key.defaultValue)], in: ProfileTitle("mine"))
                        return key.key
                    } catch {
                        guard case .changedMeanwhile = error else { Issue.record(error); return nil }
                        return nil
                    }
                }
            }
            var made: [String] = []
            for await key in group { if let key { made.append(key) } }
            return made
        }
        let said = try folder.store.load("mine").origins.filter { $0.value != .builtIn }.map(\.key)
        #expect(!made.isEmpty)
        #expect(Set(said) == Set(made))
    }

    @Test func aFileKeepsItsModeAndALinkStaysALink() throws {
        let folder = try ScratchFolder()
        try folder.write("elsewhere/real.yaml", "mix: { talkers: 3 }\n")
        let files = FileManager.default
        try files.setAttributes([.posixPermissions: 0o640], ofItemAtPath: "\(folder.path)/elsewhere/real.yaml")
        try files.createSymbolicLink(atPath: "\(folder.path)/mine.yaml", withDestinationPath: "elsewhere/real.yaml")
        _ = try ProfileEditor(folder.store).set([.init(key: "mix.talkers", value: "5")], in: ProfileTitle("mine"))
        #expect(try files.destinationOfSymbolicLink(atPath: "\(folder.path)/mine.yaml") == "elsewhere/real.yaml")
        #expect(try folder.text("elsewhere/real.yaml") == "mix: { talkers: 5 }\n")
        #expect(try files.attributesOfItem(atPath: "\(folder.path)/elsewhere/real.yaml")[.posixPermissions] as? Int == 0o640)
    }

    @Test func anExportIsTheWholeProfileInOneFile() throws {
        let folder = try ScratchFolder()
        try folder.write("base.yaml", "mix: { talkers: 2 }\n")
        try folder.write("hall.yaml", "extends: base\nopus: { complexity: 9 }\n")
        try folder.write("links/slow.yaml", "opus: { bitrate: 8kbit/s }\n")
        let loaded = try folder.store.load(.named("hall"), link: .named("slow"))
        let text = loaded.exported()
        try folder.write("flat.yaml", text)
        #expect(try folder.store.load("flat").profile == loaded.profile)
        #expect(text.hasPrefix("# hall with links/slow, written out."))
        for line in ["mix.talkers: 2", "inherited, base.yaml:1:17", "link, links/slow.yaml:1:18", "own, hall.yaml:2:21", "# default"] {
            #expect(text.contains(line), "\(text)")
        }
        try folder.write("links/copy.yaml", try folder.store.load(ProfileTitle("links/slow")).exported())
        #expect(try folder.store.load(ProfileTitle("links/copy")).profile.opus.bitrate == .kilobits(8))
    }
}

@Suite struct ConfigurationEditTests {
    private func editor(_ folder: borrowing ScratchFolder) -> ConfigurationEditor {
        ConfigurationEditor(
            file: "\(folder.path)/etc/partyline.yaml", in: Surroundings(environment: ["HOME": "/home/box"], isRoot: false))
    }

    private func shipped(_ folder: borrowing ScratchFolder) throws -> [String] {
        try folder.write("shipped/base.yaml", "")
        try folder.write("shipped/pi-4.yaml", "extends: base\n")
        try folder.write("shipped/links/lte.yaml", "packet: { ptime: 40ms }\n")
        return ["\(folder.path)/shipped"]
    }

    @Test func theProfileAndTheLineAreNamedAndAllElseStays() throws {
        let folder = try ScratchFolder()
        let shipped = try shipped(folder)
        let text = "# Our box.\nmedia: { port: 6000 }  # forwarded\nprofile: base   # until it is a Pi\n"
        try folder.write("etc/partyline.yaml", text)
        let configuration = try editor(folder).use("pi-4", link: .name("lte"), shippedIn: shipped)
        #expect(configuration.profile == "pi-4")
        #expect(configuration.link == "lte")
        let changed = "# Our box.\nmedia: { port: 6000 }  # forwarded\nprofile: pi-4   # until it is a Pi\nlink: lte\n"
        #expect(try folder.text("etc/partyline.yaml") == changed)
        _ = try editor(folder).use("pi-4", link: .keep, shippedIn: shipped)
        #expect(try folder.text("etc/partyline.yaml") == changed)
        _ = try editor(folder).use("base", link: .none, shippedIn: shipped)
        #expect(try folder.text("etc/partyline.yaml") == text)
    }

    @Test func aConfigurationThatIsNotThereIsMade() throws {
        let folder = try ScratchFolder()
        _ = try editor(folder).use("pi-4", link: .keep, shippedIn: try shipped(folder))
        #expect(try folder.text("etc/partyline.yaml") == "# Partyline: what the server needs to know.\nprofile: pi-4\n")
    }

    @Test func aProfileOrALineThatIsNotThereIsNeverNamed() throws {
        let folder = try ScratchFolder()
        let shipped = try shipped(folder)
        try folder.write("etc/partyline.yaml", "profile: base\n")
        for (profile, link) in [("pi-9", "lte"), ("pi-4", "lta"), ("-", "lte"), ("a b", "lte")] {
            #expect(throws: ProfileError.self) { try editor(folder).use(profile, link: .name(link), shippedIn: shipped) }
        }
        #expect(try folder.text("etc/partyline.yaml") == "profile: base\n")
    }
}
