import Foundation
import MediaTypes
import Profiles
import Testing

@Suite struct RoomStoreTests {
    @Test func roomsComeBackAsTheyWereWritten() throws {
        let folder = try ScratchFolder()
        let store = RoomStore(directory: "\(folder.path)/state/rooms")
        let rooms = [try RoomFile(name: "atelier", hostPIN: "000001", lobby: true), try RoomFile(name: "plenum-2", pin: "001234", talkers: 5)]
        for room in rooms { try store.write(room) }
        #expect(try store.load() == RoomStore.Contents(rooms: rooms, problems: []))
    }

    @Test func nothingIsThereBeforeTheFirstRoom() throws {
        let folder = try ScratchFolder()
        #expect(try RoomStore(directory: "\(folder.path)/none").load() == RoomStore.Contents(rooms: [], problems: []))
    }

    @Test func theFileIsOneThatAnAdminCanReadAndOnlyTheOwner() throws {
        let folder = try ScratchFolder()
        let store = RoomStore(directory: "\(folder.path)/rooms")
        try store.write(try RoomFile(name: "plenum", pin: "001234", talkers: 5))
        #expect(try folder.text("rooms/plenum.yaml") == "# A room of Partyline.\nname: plenum\npin: \"001234\"\ntalkers: 5\n")
        let files = FileManager.default
        #expect(try files.attributesOfItem(atPath: "\(folder.path)/rooms/plenum.yaml")[.posixPermissions] as? Int == 0o600)
        #expect(try files.attributesOfItem(atPath: "\(folder.path)/rooms")[.posixPermissions] as? Int == 0o700)
    }

    @Test func hostsAndLobbyStandInTheFileInPlainWords() throws {
        let folder = try ScratchFolder()
        try RoomStore(directory: folder.path).write(try RoomFile(name: "plenum", hostPIN: "012345", lobby: true))
        #expect(try folder.text("plenum.yaml") == "# A room of Partyline.\nname: plenum\nhost_pin: \"012345\"\nlobby: yes\n")
    }

    @Test func whatCallersNeedStandsInTheFileInPlainWords() throws {
        let folder = try ScratchFolder()
        let room = try RoomFile(name: "plenum", number: "0204", entry: .name, showDigits: true)
        try RoomStore(directory: folder.path).write(room)
        #expect(try folder.text("plenum.yaml") == "# A room of Partyline.\nname: plenum\nnumber: \"0204\"\nentry: name\nshow_digits: yes\n")
        #expect(try RoomStore(directory: folder.path).load() == RoomStore.Contents(rooms: [room], problems: []))
    }

    @Test func whatCallersCouldTakeForEachOtherIsReported() throws {
        let folder = try ScratchFolder()
        try folder.write("a.yaml", "name: a\nnumber: 204\npin: 271828\n")
        try folder.write("b.yaml", "name: b\nnumber: 204\n")
        try folder.write("c.yaml", "name: c\nnumber: 271828\n")
        try folder.write("d.yaml", "name: d\nnumber: 141421\n")
        try folder.write("e.yaml", "name: e\nhost_pin: 141421\n")
        try folder.write("f.yaml", "name: f\nnumber: 173205\npin: 173205\n")
        try folder.write("g.yaml", "name: g\nnumber: 12a\nentry: loud\nshow_digits: maybe\n")
        let contents = try RoomStore(directory: folder.path).load()
        #expect(contents.rooms.map(\.name) == ["a", "e"])
        #expect(
            Set(contents.problems.map { $0.description.replacing("\(folder.path)/", with: "") }) == [
                "b.yaml:2:9: room \"a\" has the number 204 already: choose another number",
                "c.yaml:2:9: the number is also a PIN of room \"a\", and a number is no secret: choose another number",
                "d.yaml:2:9: the number is also a PIN of room \"e\", and a number is no secret: choose another number",
                "f.yaml:2:9: number and pin are the same, and a number is no secret: make them different",
                "g.yaml:2:9: number needs 1 to 12 digits such as 204, found 12a",
                "g.yaml:3:8: entry needs off, tone or name, found loud",
                "g.yaml:4:14: show_digits needs yes or no, found maybe",
            ])
        #expect(throws: ProfileError.self) { try RoomFile(name: "plenum", pin: "173205", number: "173205") }
        #expect(throws: ProfileError.self) { try RoomFile(name: "plenum", number: "1234567890123") }
    }

    @Test func aHostPinThatEveryGuestHasIsRefused() throws {
        let folder = try ScratchFolder()
        try folder.write("plenum.yaml", "name: plenum\npin: 271828\nhost_pin: \"271828\"\n")
        let problems = try RoomStore(directory: folder.path).load().problems.map(\.description)
        #expect(
            problems == [
                "\(folder.path)/plenum.yaml:3:11: pin and host_pin are the same, so every guest would be a host: make them different"
            ])
        #expect(throws: ProfileError.self) { try RoomFile(name: "plenum", pin: "271828", hostPIN: "271828") }
    }

    @Test func aPinWrittenByHandKeepsItsZeros() throws {
        let folder = try ScratchFolder()
        try folder.write("plenum.yaml", "name: plenum\npin: 001234\n")
        #expect(try RoomStore(directory: folder.path).load().rooms.map(\.pin) == ["001234"])
    }

    @Test func aBrokenFileIsReportedAndTheOthersLoad() throws {
        let folder = try ScratchFolder()
        try folder.write("a.yaml", "name: a\n")
        try folder.write("b.yaml", "name: b\npin: [\n")
        try folder.write("c.yaml", "name: c\npin: 12\ntalker: 3\n")
        try folder.write("d.yaml", "name: other\n")
        try folder.write("e.yaml", "talkers: 3\n")
        try folder.write("F.yaml", "name: f\n")
        try folder.write("g.yaml", "name: g\n")
        let contents = try RoomStore(directory: folder.path).load()
        #expect(contents.rooms.map(\.name) == ["a", "g"])
        #expect(
            contents.problems.map { $0.description.replacing("\(folder.path)/", with: "") } == [
                "F.yaml: is passed over: a room's name needs 1 to 32 characters of a-z, 0-9 and -",
                "b.yaml:3:1: this is not YAML: while parsing a flow node: did not find expected node content",
                "c.yaml:2:6: pin needs 6 to 12 digits such as 271828, found something else",
                "c.yaml:3:1: unknown key talker: did you mean talkers?",
                "d.yaml:1:7: name is other, but the file is named for d: make them the same",
                "e.yaml:1:1: name is missing: it needs e",
            ])
    }

    @Test func aPinIsNeverPartOfAnErrorLine() throws {
        #expect(
            throws: ProfileError.wrongValue(
                Place(file: "plenum.yaml", line: 1, column: 1), key: "pin",
                needs: "6 to 12 digits such as 271828", found: "something else")
        ) {
            try RoomFile(name: "plenum", pin: "secret")
        }
    }

    @Test func talkersBeyondTheBoundsAreRefused() throws {
        #expect(
            throws: ProfileError.outOfRange(Place(file: "plenum.yaml", line: 1, column: 1), key: "talkers", allowed: "1 to 50", found: "51")
        ) {
            try RoomFile(name: "plenum", talkers: 51)
        }
    }

    @Test(arguments: ["", "..", "a/b", "../a", "A", "ä", "a.yaml", "a\0", String(repeating: "a", count: 33)])
    func aNameNeverBecomesAPathUnchecked(name: String) throws {
        let folder = try ScratchFolder()
        #expect(!RoomFile.isValidName(name))
        #expect(throws: ProfileError.badName(name)) { try RoomFile(name: name) }
        #expect(throws: ProfileError.badName(name)) { try RoomStore(directory: folder.path).remove(name) }
    }

    @Test func aRemovedRoomIsGone() throws {
        let folder = try ScratchFolder()
        let store = RoomStore(directory: folder.path)
        try store.write(try RoomFile(name: "plenum"))
        try store.remove("plenum")
        #expect(try store.load().rooms == [])
        #expect(throws: ProfileError.unknownRoom(name: "plenum")) { try store.remove("plenum") }
    }

    @Test func theDraftOfAKilledRunIsPassedOverAndReplaced() throws {
        let folder = try ScratchFolder()
        let store = RoomStore(directory: folder.path)
        try store.write(try RoomFile(name: "plenum", talkers: 3))
        try folder.write(".plenum.yaml.draft", "name: plen")
        #expect(try store.load() == RoomStore.Contents(rooms: [try RoomFile(name: "plenum", talkers: 3)], problems: []))
        try store.write(try RoomFile(name: "plenum", talkers: 4))
        #expect(try store.load().rooms.map(\.talkers) == [4])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["plenum.yaml"])
    }

    @Test func aWriteThatFailsLeavesTheOldRoom() throws {
        let folder = try ScratchFolder()
        let store = RoomStore(directory: folder.path)
        try store.write(try RoomFile(name: "plenum", talkers: 3))
        // A folder in the draft's place cannot be replaced.
        try folder.write(".plenum.yaml.draft/inside", "")
        #expect(throws: ProfileError.inaccessible(file: "\(folder.path)/.plenum.yaml.draft", reason: "cannot be written: File exists")) {
            try store.write(try RoomFile(name: "plenum", talkers: 4))
        }
        #expect(try store.load().rooms.map(\.talkers) == [3])
    }

    @Test func aReaderSeesTheOldRoomOrTheNewOneAndNeverAPart() async throws {
        let folder = try ScratchFolder()
        let store = RoomStore(directory: folder.path)
        let short = try RoomFile(name: "plenum")
        let long = try RoomFile(name: "plenum", pin: "123456789012", talkers: 50)
        try store.write(short)
        async let writing: Void = {
            for turn in 0..<300 { try store.write(turn.isMultiple(of: 2) ? long : short) }
        }()
        for _ in 0..<300 {
            let contents = try store.load()
            #expect(contents.problems == [])
            #expect(contents.rooms == [short] || contents.rooms == [long])
        }
        try await writing
    }
}
