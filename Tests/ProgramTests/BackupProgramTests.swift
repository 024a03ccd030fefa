import Foundation
import Testing

/// `partyline backup` and `partyline restore` as an admin uses them.
@Suite(.serialized) struct BackupProgramTests {
    private static let folders = "state_directory: state\nrun_directory: run\nprofiles_directory: profiles\n"

    /// A box with a room that has a PIN.
    private static func box() throws -> ScratchFolder {
        let box = try ScratchFolder()
        try (folders + "operator.name: Ada\n").write(toFile: box("partyline.yaml"), atomically: true, encoding: .utf8)
        try FileManager.default.createDirectory(atPath: box("state/rooms"), withIntermediateDirectories: true)
        try "name: plenum\npin: \"271828\"\n".write(toFile: box("state/rooms/plenum.yaml"), atomically: true, encoding: .utf8)
        return box
    }

    private static func run(_ arguments: String..., on box: ScratchFolder) throws -> BuiltProgram.Outcome {
        try BuiltProgram.run(arguments + ["--config", box("partyline.yaml")])
    }

    private static func said(_ outcome: BuiltProgram.Outcome) -> String { String(decoding: outcome.output, as: UTF8.self) }

    @Test(.timeLimit(.minutes(1))) func aBackupMakesAnotherBoxTheSame() throws {
        let (old, new) = (try Self.box(), try ScratchFolder())
        let saved = try Self.run("backup", old("box.tar.gz"), on: old)
        #expect(saved.status == 0, "\(saved.complaint)")
        #expect(Self.said(saved).contains("  rooms/plenum.yaml\n") && Self.said(saved).contains("The PINs of rooms are in it"))
        #expect(try FileManager.default.attributesOfItem(atPath: old("box.tar.gz"))[.posixPermissions] as? Int == 0o600)
        let rehearsed = try Self.run("restore", old("box.tar.gz"), "--dry-run", on: new)
        #expect(rehearsed.status == 0 && Self.said(rehearsed).contains("  new       \(new("state/rooms/plenum.yaml"))"))
        #expect(!new.has("partyline.yaml"))
        let restored = try Self.run("restore", old("box.tar.gz"), on: new)
        #expect(restored.status == 0, "\(restored.complaint)")
        for name in ["partyline.yaml", "state/rooms/plenum.yaml"] {
            #expect(FileManager.default.contentsEqual(atPath: old(name), andPath: new(name)), "\(name)")
        }
    }

    @Test(.timeLimit(.minutes(1))) func aBackupOnTheStandardOutputIsNothingButTheArchive() throws {
        let box = try Self.box()
        let outcome = try Self.run("backup", "-", on: box)
        #expect(outcome.status == 0 && outcome.output.starts(with: [0x1F, 0x8B]))
        #expect(outcome.complaint.contains("rooms/plenum.yaml"))
        try outcome.output.write(to: URL(filePath: box("piped.tar.gz")))
        #expect(try Self.run("restore", box("piped.tar.gz"), "--dry-run", on: box).status == 0)
    }

    @Test(.timeLimit(.minutes(1))) func whatIsLeftOutForAMistakeMakesTheExitCodeOne() throws {
        let box = try Self.box()
        try "name: plenum\npin: \"1\"\n".write(toFile: box("state/rooms/plenum.yaml"), atomically: true, encoding: .utf8)
        let outcome = try Self.run("backup", box("box.tar.gz"), on: box)
        #expect(outcome.status == 1 && Self.said(outcome).contains("LEFT OUT"), "\(outcome.complaint)")
        #expect(box.has("box.tar.gz"))
    }

    @Test(.timeLimit(.minutes(1))) func aFileThatIsNoBackupIsRefusedInOneLine() throws {
        let box = try Self.box()
        let outcome = try Self.run("restore", box("partyline.yaml"), on: box)
        #expect(outcome.status == 1 && outcome.complaintLines.count == 1)
        #expect(outcome.complaint.contains("is no backup of Partyline"), "\(outcome.complaint)")
    }

    /// The server has its profile at once; that it has to be started again for the rest is told.
    @Test(.timeLimit(.minutes(1))) func aRunningServerTakesTheProfileOver() throws {
        let box = try Self.box()
        let port = UInt16.random(in: 20_000...29_998)
        let ports = "media: { address: 127.0.0.1, port: \(port) }\nweb: { local_port: \(port + 1), port: 0 }\n"
        try (Self.folders + ports + "profile: pi-4\n").write(toFile: box("partyline.yaml"), atomically: true, encoding: .utf8)
        #expect(try Self.run("backup", box("box.tar.gz"), on: box).status == 0)
        try (Self.folders + ports + "profile: pi-3\n").write(toFile: box("partyline.yaml"), atomically: true, encoding: .utf8)
        let server = Process()
        let announcement = Pipe()
        server.executableURL = URL(filePath: try BuiltProgram.path)
        server.arguments = ["serve", "--config", box("partyline.yaml")]
        (server.standardOutput, server.standardError) = (announcement, FileHandle.nullDevice)
        try server.run()
        defer { server.terminate() }
        #expect(String(decoding: announcement.fileHandleForReading.availableData, as: UTF8.self).contains("pi-3"))
        let outcome = try Self.run("restore", box("box.tar.gz"), "--force", on: box)
        #expect(outcome.status == 0, "\(outcome.complaint)")
        #expect(Self.said(outcome).contains("A server is running"), "\(Self.said(outcome))")
        #expect(Self.said(try Self.run("status", on: box)).contains("profile pi-4"))
    }
}
