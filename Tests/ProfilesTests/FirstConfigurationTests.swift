import Foundation
import Profiles
import Testing

/// The configuration that `partyline init` writes.
@Suite struct FirstConfigurationTests {
    private let surroundings = Surroundings(environment: ["HOME": "/home/ada"], isRoot: false)

    private func destination(_ folder: borrowing ScratchFolder, _ name: String = "etc/partyline.yaml") -> FirstConfiguration.Destination {
        FirstConfiguration.Destination(path: "\(folder.path)/\(name)", in: surroundings, shippedIn: ["\(sourceRoot)/Profiles"])
    }

    /// One that keeps all it writes in the test's folder.
    private var draft: FirstConfiguration {
        var first = FirstConfiguration()
        first.isSelfContained = true
        return first
    }

    @Test func whatWasAskedIsReadBackAsItWasSaid() throws {
        let folder = try ScratchFolder()
        var first = draft
        first.operatorName = "Verein \"Die Brücke\" e. V. \\ #1: on"
        first.operatorContact = "+49 30 123456"
        (first.profile, first.link, first.room) = ("pi-4", "dsl-6000", "plenum")
        first.trunk = .init(server: "sip.example.org:5061", user: "4930123456", passwordFile: "secret")
        try folder.write("etc/secret", "geheim\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: "\(folder.path)/etc/secret")
        let written = try first.write(to: destination(folder), replacing: false)
        let read = try ServiceConfiguration.load(file: "\(folder.path)/etc/partyline.yaml", in: surroundings)
        #expect(written == read)
        #expect(read.operatorName == first.operatorName)
        #expect(read.operatorContact == "+49 30 123456")
        #expect(read.profile == "pi-4")
        #expect(read.link == "dsl-6000")
        #expect(read.trunks.map(\.user) == ["4930123456"])
        #expect(read.trunks.first?.registers == true)
        #expect(read.destination(dialled: "4930123456", trunk: "provider").room == "plenum")
        #expect(try RoomStore(directory: "\(folder.path)/etc/state/rooms").load().rooms.map(\.name) == ["plenum"])
    }

    @Test func anAccountWithoutAPasswordDoesNotRegister() throws {
        let folder = try ScratchFolder()
        var first = draft
        first.trunk = .init(server: "192.0.2.1", user: "620")
        #expect(try first.check(at: destination(folder)).trunks.first?.registers == false)
    }

    @Test func withoutAFolderOfItsOwnTheUsualOnesHold() throws {
        let folder = try ScratchFolder()
        let configuration = try FirstConfiguration().check(at: destination(folder))
        #expect(configuration.stateDirectory == "/home/ada/.local/state/partyline")
        #expect(configuration.operatorName == nil)
    }

    @Test func aConfigurationThatIsThereStays() throws {
        let folder = try ScratchFolder()
        try folder.write("partyline.yaml", "profile: pi-5\n")
        let error = #expect(throws: ProfileError.self) { _ = try draft.write(to: destination(folder, "partyline.yaml"), replacing: false) }
        #expect(error?.description == "\(folder.path)/partyline.yaml: is there already; change it with an editor, or write it anew with --force, "
            + "which keeps the old one as \(folder.path)/partyline.yaml.bak")
        #expect(try folder.text("partyline.yaml") == "profile: pi-5\n")
    }

    @Test func whatIsReplacedIsKeptBesideIt() throws {
        let folder = try ScratchFolder()
        try folder.write("partyline.yaml", "profile: pi-5\n")
        _ = try draft.write(to: destination(folder, "partyline.yaml"), replacing: true)
        #expect(try folder.text("partyline.yaml.bak") == "profile: pi-5\n")
        #expect(try folder.text("partyline.yaml") == draft.text)
    }

    @Test func aRoomThatIsThereKeepsItsPIN() throws {
        let folder = try ScratchFolder()
        let rooms = RoomStore(directory: "\(folder.path)/etc/state/rooms")
        try rooms.write(RoomFile(name: "hall", pin: "271828"))
        _ = try draft.write(to: destination(folder), replacing: false)
        #expect(try rooms.load().rooms.map(\.pin) == ["271828"])
    }

    @Test(arguments: [
        ("Hall", "base", nil, nil, "a name needs 1 to 32 characters of a-z, 0-9 and -, found Hall"),
        ("hall", "pi-6", nil, nil, "no profile is named pi-6: there are base, pi-3, pi-4, pi-5, pi-zero-2w, small-server"),
        ("hall", "base", "isdn", nil, "no link profile is named isdn: there are dsl-1000, dsl-6000, gsm-edge, lan, lte, satellite"),
        ("hall", "base", nil, "a\nb", "operator.name needs a line of text"),
    ] as [(String, String, String?, String?, String)])
    func whatWouldNotWorkIsNotWritten(room: String, profile: String, link: String?, owner: String?, complaint: String) throws {
        let folder = try ScratchFolder()
        var first = draft
        (first.room, first.profile, first.link, first.operatorName) = (room, profile, link, owner)
        let error = #expect(throws: ProfileError.self) { _ = try first.write(to: destination(folder), replacing: false) }
        #expect(error?.description.contains(complaint) == true, "\(error?.description ?? "")")
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/etc/partyline.yaml"))
    }

    @Test func aPasswordThatEverybodyCanReadIsRefused() throws {
        let folder = try ScratchFolder()
        try folder.write("etc/secret", "geheim\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: "\(folder.path)/etc/secret")
        var first = draft
        first.trunk = .init(server: "sip.example.org", user: "a", passwordFile: "secret")
        let error = #expect(throws: ProfileError.self) { try first.check(at: destination(folder)) }
        #expect(error?.description.contains("chmod 600") == true)
    }

    @Test(arguments: [
        ("Raspberry Pi 4 Model B Rev 1.4", 4, "pi-4"), ("Raspberry Pi 400 Rev 1.0", 4, "pi-4"), ("Raspberry Pi Zero 2 W Rev 1.0", 4, "pi-zero-2w"),
        ("Raspberry Pi Compute Module 3 Plus Rev 1.0", 4, "pi-3"), ("Raspberry Pi 500 Rev 1.0", 4, "pi-5"), ("Raspberry Pi Zero W Rev 1.1", 1, "base"),
        ("Pine64 RockPro64 v2.1", 6, "base"), (nil, 2, "small-server"), (nil, 1, "base"),
    ] as [(String?, Int, String)])
    func theProfileIsGuessedByTheBoard(model: String?, cores: Int, profile: String) {
        #expect(BoardGuess(model: model, coreCount: cores).profile == profile)
    }
}
