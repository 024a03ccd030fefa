import Foundation
import Profiles
import Testing

/// Profiles that a program writes as a whole, as `partyline calibrate` does.
@Suite struct WholeProfileTests {
    private static let right = "# Measured.\nlimits:\n  participants: 480\n"

    @Test func itIsWrittenAsItIs() throws {
        let folder = try ScratchFolder()
        let path = try ProfileEditor(folder.store).write(ProfileTitle("hall"), Self.right, replacing: false)
        #expect(path == "\(folder.path)/hall.yaml")
        #expect(try folder.text("hall.yaml") == Self.right)
        #expect(try folder.store.load("hall").profile.limits.participants == 480)
    }

    @Test func whatIsThereIsKeptUnlessItIsToBeReplaced() throws {
        let folder = try ScratchFolder()
        let old = "mix.talkers: 5\n"
        try folder.write("hall.yaml", old)
        let editor = ProfileEditor(folder.store)
        #expect(throws: ProfileError.exists(file: "\(folder.path)/hall.yaml")) {
            try editor.write(ProfileTitle("hall"), Self.right, replacing: false)
        }
        #expect(try folder.text("hall.yaml") == old)
        _ = try editor.write(ProfileTitle("hall"), Self.right, replacing: true)
        #expect(try folder.text("hall.yaml") == Self.right)
        #expect(try folder.text("hall.yaml.bak") == old)
    }

    @Test func oneThatCameWithPartylineIsNeverHidden() throws {
        let folder = try ScratchFolder()
        try folder.write("shipped/pi-4.yaml", "mix.talkers: 3\n")
        let editor = ProfileEditor(ProfileStore(directories: ["\(folder.path)/own", "\(folder.path)/shipped"]))
        #expect(throws: ProfileError.exists(file: "\(folder.path)/shipped/pi-4.yaml")) {
            try editor.checkFree(ProfileTitle("pi-4"), replacing: true)
        }
    }

    @Test(arguments: ["mix.talkers: 500\n", "mix:\n\ttalkers: 3\n", "extends: hall\n", "extends: nobody\n"], [false, true])
    func whatIsWrongIsNotWritten(text: String, isThere: Bool) throws {
        let folder = try ScratchFolder()
        if isThere { try folder.write("hall.yaml", Self.right) }
        #expect(throws: ProfileError.self) { try ProfileEditor(folder.store).write(ProfileTitle("hall"), text, replacing: true) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == (isThere ? ["hall.yaml"] : []))
        if isThere { #expect(try folder.text("hall.yaml") == Self.right) }
    }

    @Test(arguments: [
        ("raspberrypi", "raspberrypi"), ("Village-Hall.example.org", "village-hall"), ("my_box", "my-box"), ("localhost", "this-board"),
        ("", "this-board"), ("-.-", "this-board"), ("häuschen", "h--uschen"), (String(repeating: "a", count: 63), String(repeating: "a", count: 32)),
    ])
    func aMachinesNameIsMadeAProfiles(hostName: String, name: String) throws {
        #expect(ProfileTitle.ofMachine(hostName).name == name)
        let folder = try ScratchFolder()
        try ProfileEditor(folder.store).checkFree(ProfileTitle.ofMachine(hostName), replacing: false)
    }
}
