import CFileUser
import Foundation
import Profiles
import Testing

@testable import Backup

/// What restoring does to a box, and what it leaves alone.
@Suite struct RestorationTests {
    private static func complaint(_ backup: Backup, to box: TestBox, force: Bool = false) -> String {
        do throws(BackupError) {
            _ = try box.restoration(of: backup, force: force)
            return "nothing"
        } catch {
            return error.description
        }
    }

    private static func backup(_ files: [(BackupEntry, String)]) -> Backup {
        Backup(BackupManifest(made: .now, hasSecrets: true), files.map { Backup.File(entry: $0.0, bytes: Array($0.1.utf8)) })
    }

    @Test func anEmptyBoxBecomesTheOneThatWasSaved() throws {
        let (old, new) = (try TestBox.full(), try TestBox(nil))
        let restoration = try new.restoration(of: old.backup(withSecrets: true).backup)
        #expect(restoration.steps.allSatisfy { $0.effect == .added })
        #expect(try new.folder.everything().isEmpty)
        try restoration.write()
        var expected = try old.folder.everything()
        expected["state/prompts/de/nothing"] = nil
        #expect(try new.folder.everything() == expected)
        #expect(try new.folder.mode("state/rooms/plenum.yaml") == 0o600)
        #expect(try new.folder.mode("state/rooms") == 0o700)
        #expect(try new.folder.mode("home.secret") == 0o640)
    }

    @Test func aSecondTimeThereIsNothingToDo() throws {
        let box = try TestBox.full()
        let restoration = try box.restoration(of: box.backup().backup)
        #expect(restoration.steps.allSatisfy { $0.effect == .unchanged })
        let before = try box.folder.everything()
        try restoration.write()
        #expect(try box.folder.everything() == before)
    }

    @Test func nothingIsReplacedUnlessItIsForcedAndThenItIsKept() throws {
        let (old, new) = (try TestBox.full(), try TestBox("operator.name: Ada\n"))
        try new.folder.write("state/rooms/garden.yaml", "name: garden\n")
        let backup = try old.backup().backup
        let before = try new.folder.everything()
        #expect(Self.complaint(backup, to: new).contains("say --force") && Self.complaint(backup, to: new).contains("partyline.yaml"))
        #expect(try new.folder.everything() == before)
        try new.restoration(of: backup, force: true).write()
        #expect(try new.folder.text("partyline.yaml.bak") == TestBox.head + "operator.name: Ada\n")
        #expect(try new.folder.text("partyline.yaml") == old.folder.text("partyline.yaml"))
        #expect(new.folder.has("state/rooms/garden.yaml") && new.folder.has("state/rooms/plenum.yaml"))
    }

    @Test func aFileThatIsReplacedKeepsItsMode() throws {
        let box = try TestBox.full()
        try box.folder.write("partyline.yaml", try box.folder.text("partyline.yaml") + "# later\n", mode: 0o640)
        try box.restoration(of: Self.backup([(.configuration, TestBox.head)]), force: true).write()
        #expect(try box.folder.mode("partyline.yaml") == 0o640)
        #expect(try box.folder.mode("partyline.yaml.bak") == 0o640)
    }

    @Test func allThatIsWrongIsToldAndNothingIsChanged() throws {
        let box = try TestBox()
        let before = try box.folder.everything()
        let complaint = Self.complaint(
            Self.backup([
                (.configuration, TestBox.head + "profile: nowhere\n"), (.room("plenum"), "name: other\n"),
                (.profile(ProfileTitle("mine")), "mix.tick: 5ms\n"),
                (.prompt("greeting", .german), "no sound"), (.prompt("no.such", nil), ""), (.named("trunks.home.password_file"), "x"),
            ]), to: box, force: true)
        for part in [
            "nowhere", "rooms/plenum.yaml:1:7", "profiles/mine.yaml:1:11", "prompts/de/greeting.wav", "prompts/no.such.wav: this version",
            "names no such file",
        ] {
            #expect(complaint.contains(part), "\(part) is not in \(complaint)")
        }
        #expect(try box.folder.everything() == before)
    }

    @Test func aBrokenConfigurationIsToldByItsLine() throws {
        let complaint = Self.complaint(Self.backup([(.configuration, "media.port: 99999\n")]), to: try TestBox(nil))
        #expect(complaint.contains("  partyline.yaml:1:13: "), "\(complaint)")
    }

    @Test func aNumberOfARoomThatStaysIsNotGivenTwice() throws {
        let box = try TestBox()
        try box.folder.write("state/rooms/garden.yaml", "name: garden\nnumber: \"204\"\n")
        let complaint = Self.complaint(Self.backup([(.room("plenum"), "name: plenum\nnumber: \"204\"\n")]), to: box)
        #expect(complaint.contains("rooms/plenum.yaml: room \"garden\" has the number 204 already"), "\(complaint)")
    }

    /// Root would else overwrite whatever the archive's own configuration names.
    @Test(arguments: ["/etc/shadow", "../shadow", "state/../../shadow", "partyline.yaml", "state/rooms/plenum.yaml"])
    func aSecretGoesNowhereButBesideTheConfiguration(path: String) throws {
        let configuration = TestBox.head + "trunks: { home: { server: fritz.box, user: \"620\", password_file: \(path) } }\n"
        let complaint = Self.complaint(
            Self.backup([
                (.configuration, configuration), (.room("plenum"), "name: plenum\n"), (.named("trunks.home.password_file"), "root::0:::::\n"),
            ]),
            to: try TestBox(nil), force: true)
        #expect(complaint.contains("files/trunks.home.password_file would go to"), "\(complaint)")
    }

    @Test func roomsGoToNoOtherFolderUnlessThatIsSaid() throws {
        let (box, other) = (try TestBox(), try Scratch())
        let backup = Self.backup([
            (.configuration, TestBox.head.replacing("state\n", with: "\(other.path)/cron.d\n")), (.room("plenum"), "name: plenum\n"),
        ])
        #expect(Self.complaint(backup, to: box, force: true).contains("\(other.path)/cron.d/rooms, which this box does not use so far"))
        try box.restoration(of: backup, force: true, elsewhere: true).write()
        #expect(other.has("cron.d/rooms/plenum.yaml"))
    }

    @Test func whatTheServerWillMissIsNamed() throws {
        let new = try TestBox(nil)
        let restoration = try new.restoration(of: TestBox.full().backup().backup)
        #expect(restoration.missing.map(\.key).contains("trunks.home.password_file"))
    }

    /// A folder stands where the last file is to go.
    @Test func whatFailsHalfWayLeavesEverythingAsItWas() throws {
        let box = try TestBox()
        let restoration = try box.restoration(
            of: Self.backup([
                (.configuration, TestBox.head + "operator.name: Ada\n"), (.room("garden"), "name: garden\n"), (.room("plenum"), "name: plenum\n"),
            ]),
            force: true)
        try FileManager.default.createDirectory(atPath: box.folder("state/rooms/plenum.yaml/full"), withIntermediateDirectories: true)
        let complaint = #expect(throws: BackupError.self) { try restoration.write() }
        #expect(complaint?.description.contains("plenum.yaml: cannot be replaced") == true, "\(complaint?.description ?? "")")
        #expect(try box.folder.text("partyline.yaml") == TestBox.head)
        #expect(try box.folder.everything().keys.sorted() == ["partyline.yaml", "partyline.yaml.bak"])
    }

    /// As on an installed box, where root restores what the server's user owns.
    @Test(.enabled(if: geteuid() == 0, "root alone can give files to others")) func rootWritesAsWhoeverOwnsTheFolder() throws {
        let box = try TestBox()
        let (nobody, elsewhere) = (uid_t(65_534), try Scratch())
        try elsewhere.write("target", "root's own\n")
        try FileManager.default.createDirectory(atPath: box.folder("state"), withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: box.folder("profiles"), withIntermediateDirectories: true)
        chown(box.folder("state"), nobody, gid_t(nobody))
        try box.restoration(of: Self.backup([(.room("plenum"), "name: plenum\n"), (.profile(ProfileTitle("mine")), "extends: pi-4\n")])).write()
        #expect(try FileManager.default.attributesOfItem(atPath: box.folder("state/rooms/plenum.yaml"))[.ownerAccountID] as? Int == Int(nobody))
        #expect(try FileManager.default.attributesOfItem(atPath: box.folder("profiles/mine.yaml"))[.ownerAccountID] as? Int == 0)
        #expect(setfsuid(0) == 0 && setfsgid(0) == 0)
        // The server's user leads root's pen astray.
        try FileManager.default.removeItem(atPath: box.folder("state/rooms"))
        symlink(elsewhere.path, box.folder("state/rooms"))
        lchown(box.folder("state/rooms"), nobody, gid_t(nobody))
        #expect(throws: BackupError.self) { try box.restoration(of: Self.backup([(.room("plenum"), "name: plenum\n")])).write() }
        #expect(try elsewhere.everything().keys.sorted() == ["target"])
    }
}
