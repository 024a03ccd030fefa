import AdminAPI
import Foundation
import Profiles
import Testing

/// `partyline profile`, as an admin has it.
@Suite(.serialized) struct ProfileProgramTests {
    /// A configuration with the admin's own profiles beside it.
    private struct Desk {
        let folder: ScratchFolder
        var configuration: String { folder("partyline.yaml") }

        init() throws {
            folder = try ScratchFolder()
            try "# Our box.\nstate_directory: state\nrun_directory: run\nprofiles_directory: profiles\n".write(
                toFile: configuration, atomically: true, encoding: .utf8)
        }

        func profile(_ arguments: String...) throws -> BuiltProgram.Outcome {
            try BuiltProgram.run(["profile"] + arguments + ["--config", configuration])
        }

        func text(_ name: String) throws -> String { try String(contentsOfFile: folder(name), encoding: .utf8) }
    }

    @Test(.timeLimit(.minutes(1))) func aProfileIsMadeChangedNamedAndWrittenOut() throws {
        let desk = try Desk()
        #expect(try desk.profile("new", "hall", "--from", "pi-4").status == 0)
        #expect(try desk.profile("set", "mix.talkers=4", "opus.bitrate=16kbit/s", "--profile", "hall").status == 0)
        #expect(try desk.profile("use", "hall", "--link", "lte").status == 0)
        #expect(try desk.text("partyline.yaml").hasSuffix("profiles_directory: profiles\nprofile: hall\nlink: lte\n"))
        let rows = try JSONDecoder().decode([ProfileRow].self, from: try desk.profile("show", "--json").output)
        let values = Dictionary(uniqueKeysWithValues: rows.map { ($0.key, $0) })
        #expect(values["mix.talkers"]?.value == "4")
        #expect(values["mix.talkers"]?.standing == .override)
        #expect(values["limits.participants"]?.standing == .inherited)
        #expect(values["opus.bitrate"]?.value == "24kbit/s")
        #expect(values["opus.bitrate"]?.instead?.value == "16kbit/s")
        let export = try desk.profile("export")
        try export.output.write(to: URL(filePath: desk.folder("flat.yaml")))
        #expect(try desk.profile("check", desk.folder("flat.yaml")).status == 0)
    }

    @Test(.timeLimit(.minutes(1))) func whatIsWrongIsToldAndNothingIsWritten() throws {
        let desk = try Desk()
        #expect(try desk.profile("new", "hall", "--from", "pi-4").status == 0)
        let before = try desk.text("profiles/hall.yaml")
        let outcome = try desk.profile("set", "mix.talkers=400", "--profile", "hall")
        #expect(outcome.status != 0)
        #expect(outcome.complaint.contains("hall.yaml:5:12: mix.talkers can be 1 to 50, found 400"), "\(outcome.complaint)")
        #expect(try desk.text("profiles/hall.yaml") == before)
        #expect(try desk.profile("set", "mix.talkers=4", "--profile", "pi-4").complaint.contains("partyline profile new NAME --from pi-4"))
        #expect(try desk.profile("set", "mix.talkers", "--profile", "hall").complaint.contains("write KEY=VALUE"))
    }

    /// No byte can be written, as on a disk that is full.
    @Test(.timeLimit(.minutes(1))) func aFullDiskCostsNothing() throws {
        let desk = try Desk()
        #expect(try desk.profile("new", "hall", "--from", "pi-4").status == 0)
        let before = try desk.text("profiles/hall.yaml")
        let process = Process()
        let complaint = Pipe()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = [
            "-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" profile set mix.talkers=4 --profile hall --config \"$1\"", try BuiltProgram.path, desk.configuration,
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = complaint
        try process.run()
        let said = String(decoding: complaint.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus != 0)
        #expect(said.contains("cannot be written"), "\(said)")
        #expect(try desk.text("profiles/hall.yaml") == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: desk.folder("profiles")) == ["hall.yaml"])
    }

    @Test(.timeLimit(.minutes(1))) func aRunningServerTakesAnotherProfileOverOrKeepsWhatItHas() throws {
        let box = try RunningProgram(participants: 20)
        try box.write(profile: "mix: { talkers: 5, rate: 48kHz }\nlimits: { participants: 20, rooms: 2 }\n")
        let changes = try box.ask(ProfileReload()).changes
        #expect(changes.map(\.key) == ["mix.rate", "mix.talkers"])
        #expect(changes.map(\.effect) == [.serviceStart, .now])
        try box.write(profile: "mix: { talkers: 500 }\n")
        let refusal = #expect(throws: AdminRefusal.self) { try box.ask(ProfileReload()) }
        #expect(refusal?.code == "bad-profile")
        #expect(refusal?.message.contains("test.yaml:1:17: mix.talkers can be 1 to 50, found 500") == true)
        #expect(try box.ask(RoomList()).map(\.room) == ["hall"])
        try box.write(profile: "mix: { talkers: 5 }\nlimits: { participants: 20, rooms: 2 }\n")
        #expect(try box.ask(ProfileReload()).changes.isEmpty)
    }
}
