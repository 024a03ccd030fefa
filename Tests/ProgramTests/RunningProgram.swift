import AdminAPI
import Foundation
import MediaTypes

/// A server as a process of its own, on ports of its own; it is gone when the test is over.
final class RunningProgram {
    /// Where it answers plain HTTP.
    let web: TransportAddress
    /// Where it takes datagrams.
    let media: TransportAddress
    /// Where it takes calls from 127.0.0.1, if it does.
    let sip: TransportAddress
    /// Where monitoring asks, if it may.
    let metrics: TransportAddress
    /// The text with which it starts.
    private(set) var announcement = ""
    private let folder: ScratchFolder
    private let process = Process()

    /// - Parameters:
    ///   - participants: whom it has room for
    ///   - telephones: further lines of the configuration under `phone`; nil takes no calls
    ///   - room: one that it opens; nil for none
    ///   - isObserved: whether it serves metrics
    ///   - isVerbose: whether it logs all that it ever logs
    ///   - more: further lines of the configuration
    init(
        participants: Int, telephones: String? = nil, room: String? = "hall", isObserved: Bool = false, isVerbose: Bool = false, more: String = ""
    ) throws {
        let folder = try ScratchFolder()
        self.folder = folder
        let port = UInt16.random(in: 20_000...29_996)
        media = TransportAddress(ipv4: 0x7F00_0001, port: port)
        web = TransportAddress(ipv4: 0x7F00_0001, port: port + 1)
        sip = TransportAddress(ipv4: 0x7F00_0001, port: port + 2)
        metrics = TransportAddress(ipv4: 0x7F00_0001, port: port + 3)
        // Above the ephemeral ports of others, and apart from those of other tests.
        let callPorts = Int.random(in: 610...640) * 100
        let phone = telephones.map { "phone: { sip_address: 127.0.0.1, sip_port: \(sip.port), ports: \(callPorts)-\(callPorts + 99)\($0.isEmpty ? "" : ", " + $0) }\n" } ?? ""
        try """
            media: { address: 127.0.0.1, port: \(media.port) }
            web: { local_port: \(web.port), port: 0 }
            state_directory: \(folder("state"))
            run_directory: \(folder("run"))
            profiles_directory: \(folder.path)
            \(phone)\(isObserved ? "metrics: { port: \(metrics.port) }\n" : "")\(more)
            """.write(toFile: folder("partyline.yaml"), atomically: true, encoding: .utf8)
        try write(profile: "limits: { participants: \(participants), rooms: 2 }\n")
        let said = Pipe()
        process.executableURL = URL(filePath: try BuiltProgram.path)
        process.arguments = ["serve", "--config", folder("partyline.yaml"), "--profile", folder("test.yaml")] + (room.map { ["--room", $0] } ?? [])
            + (isVerbose ? ["--verbose"] : [])
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = said
        _ = FileManager.default.createFile(atPath: folder("log"), contents: nil)
        process.standardError = FileHandle(forWritingAtPath: folder("log"))
        try process.run()
        // The first lines stand for: it listens.
        announcement = String(decoding: said.fileHandleForReading.availableData, as: UTF8.self)
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
    }

    /// Puts another text into the file of its profile.
    func write(profile text: String) throws { try text.write(toFile: folder("test.yaml"), atomically: true, encoding: .utf8) }

    var isRunning: Bool { process.isRunning }

    /// What it has written to standard error until now.
    var log: String { (try? String(contentsOfFile: folder("log"), encoding: .utf8)) ?? "" }

    /// Ends it as systemd does, and waits.
    func stop() {
        process.terminate()
        process.waitUntilExit()
    }

    func ask<Operation: AdminOperation>(_ operation: Operation) throws -> Operation.Answer {
        var client = try AdminClient(path: folder("run") + "/admin.sock")
        return try client.ask(operation)
    }

    /// What a command says of it, such as `partyline status`.
    func answer(to arguments: String...) throws -> String {
        let outcome = try BuiltProgram.run(arguments + ["--socket", folder("run") + "/admin.sock"])
        return String(decoding: outcome.output, as: UTF8.self)
    }

    /// What the doctor finds of it.
    func doctor(_ arguments: String...) throws -> BuiltProgram.Outcome {
        try BuiltProgram.run(["doctor", "--config", folder("partyline.yaml"), "--profile", folder("test.yaml")] + arguments)
    }

    /// The file that it was started with.
    var configuration: String { folder("partyline.yaml") }

    var adminSocket: String { folder("run") + "/admin.sock" }

    /// What it holds in memory.
    var residentBytes: Int {
        let text = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/statm", encoding: .utf8)) ?? ""
        let fields = text.split(separator: " ")
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(getpagesize()) : 0
    }
}
