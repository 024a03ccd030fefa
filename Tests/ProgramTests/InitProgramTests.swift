import Foundation
import Testing

@testable import partyline

/// `partyline init`, and the server that it leads to, as systemd starts it.
@Suite(.serialized) struct InitProgramTests {
    /// Runs it with a configuration in that folder, and with a person who types these lines.
    private static func initialize(in folder: ScratchFolder, _ options: String..., typing lines: [String] = []) throws -> BuiltProgram.Outcome {
        try lines.map { $0 + "\n" }.joined().write(toFile: folder("answers"), atomically: true, encoding: .utf8)
        let process = Process()
        let (output, complaint) = (Pipe(), Pipe())
        process.executableURL = URL(filePath: try BuiltProgram.path)
        process.arguments = ["init", "--config", folder("partyline.yaml")] + options
        process.standardInput = FileHandle(forReadingAtPath: folder("answers"))
        (process.standardOutput, process.standardError) = (output, complaint)
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        let complained = complaint.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return .init(status: process.terminationStatus, output: said, complaint: String(decoding: complained, as: UTF8.self))
    }

    private static func text(_ folder: ScratchFolder, _ name: String = "partyline.yaml") throws -> String {
        try String(contentsOfFile: folder(name), encoding: .utf8)
    }

    @Test(.timeLimit(.minutes(1))) func fiveAnswersMakeAConfiguration() throws {
        let folder = try ScratchFolder()
        let answers = ["Plenum", "plenum", "Hackspace Nord", "box@example.org", "pi-4", "lte", "perhaps", "yes", "", "sip.example.org", "620", ""]
        let outcome = try Self.initialize(in: folder, typing: answers)
        #expect(outcome.status == 0, "\(outcome.complaint)")
        let said = String(decoding: outcome.output, as: UTF8.self)
        #expect(said.contains("a name needs 1 to 32 characters of a-z, 0-9 and -, found Plenum"))
        #expect(said.contains("This one needs an answer."))
        #expect(said.contains("partyline room invite plenum --config \(folder("partyline.yaml"))"))
        let text = try Self.text(folder)
        for line in ["name: \"Hackspace Nord\"", "contact: \"box@example.org\"", "profile: pi-4", "link: lte", "server: \"sip.example.org\"", "user: 620"] {
            #expect(text.contains(line), "\(line) is not in \(text)")
        }
        #expect(folder.has("state/rooms/plenum.yaml"))
    }

    @Test(.timeLimit(.minutes(1))) func answersThatEndTooEarlyWriteNothing() throws {
        let folder = try ScratchFolder()
        let outcome = try Self.initialize(in: folder, typing: ["hall"])
        #expect(outcome.status == 1)
        #expect(outcome.complaintLines.count == 1)
        #expect(outcome.complaint.contains("\"Who answers for this box"), "\(outcome.complaint)")
        #expect(outcome.complaint.contains("--defaults"))
        #expect(!folder.has("partyline.yaml"))
    }

    @Test(.timeLimit(.minutes(1))) func aSecondTimeItKeepsWhatIsThereUnlessItIsForced() throws {
        let folder = try ScratchFolder()
        #expect(try Self.initialize(in: folder, "--defaults", "--operator", "Ada").status == 0)
        let before = try Self.text(folder)
        let refused = try Self.initialize(in: folder, "--defaults")
        #expect(refused.status == 1)
        #expect(refused.complaint.contains("is there already"), "\(refused.complaint)")
        #expect(try Self.text(folder) == before)
        let forced = try Self.initialize(in: folder, "--defaults", "--force")
        #expect(forced.status == 0)
        #expect(String(decoding: forced.output, as: UTF8.self).contains("What was there before is \(folder("partyline.yaml.bak"))"))
        #expect(try Self.text(folder, "partyline.yaml.bak") == before)
        #expect(try !Self.text(folder).contains("Ada"))
    }

    /// With the defaults, and ports that no other test has.
    @Test(.timeLimit(.minutes(1))) func aServerWithItsConfigurationTellsSystemdAndLetsPeopleIn() throws {
        let folder = try ScratchFolder()
        #expect(try Self.initialize(in: folder, "--defaults").status == 0)
        let port = UInt16.random(in: 20_000...29_998)
        let ports = "media: { address: 127.0.0.1, port: \(port) }\nweb: { local_port: \(port + 1), port: 0 }\n"
        try (Self.text(folder) + ports).write(toFile: folder("partyline.yaml"), atomically: true, encoding: .utf8)
        let systemd = try Listener(at: folder("notify"))
        let server = Process()
        server.executableURL = URL(filePath: try BuiltProgram.path)
        server.arguments = ["serve", "--config", folder("partyline.yaml")]
        server.environment = ["NOTIFY_SOCKET": folder("notify"), "WATCHDOG_USEC": "100000"]
        (server.standardOutput, server.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
        try server.run()
        defer { server.terminate() }
        // It sleeps at first, which is as good a sign of life as work.
        #expect(systemd.hears("READY=1"))
        #expect(systemd.hears("WATCHDOG=1"))
        let call = try BuiltProgram.run(["call", "--room", "hall", "--seconds", "1", "--config", folder("partyline.yaml")])
        #expect(call.status == 0, "\(call.complaint)")
        #expect(systemd.hears("WATCHDOG=1"))
        server.terminate()
        #expect(systemd.hears("STOPPING=1"))
        server.waitUntilExit()
        #expect(server.terminationStatus == 0)
    }

    @Test(arguments: [(["WATCHDOG_USEC": "3000000"], 1.5), (["WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "77"], 1.5)] as [([String: String], Double)])
    func signsOfLifeComeTwiceAsOftenAsTheyAreWaitedFor(environment: [String: String], seconds: Double) {
        #expect(ServiceNotice(environment: environment, processID: 77).period == .seconds(seconds))
    }

    @Test(arguments: [[:], ["WATCHDOG_USEC": "often"], ["WATCHDOG_USEC": "0"], ["WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "78"]])
    func nobodyIsToldWhoHasNotAsked(environment: [String: String]) {
        #expect(ServiceNotice(environment: environment, processID: 77).period == nil)
    }
}

/// What systemd is to a service: a socket for its notices.
private final class Listener {
    private let descriptor: Int32

    init(at path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let descriptor = descriptor
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        try #require(status == 0)
    }

    deinit { close(descriptor) }

    /// Waits for that notice; others that come before it do not count.
    func hears(_ notice: String) -> Bool {
        var bytes = [UInt8](repeating: 0, count: 256)
        while true {
            let count = recv(descriptor, &bytes, bytes.count, 0)
            guard count > 0 else { return false }
            if String(decoding: bytes.prefix(count), as: UTF8.self) == notice { return true }
        }
    }
}
