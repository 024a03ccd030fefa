import Foundation
import FoundationXML
import Profiles
import Testing

@testable import partyline

/// `partyline calibrate`, as an admin has it, but for the time that it takes.
@Suite(.serialized) struct CalibrateProgramTests {
    /// A configuration with the admin's own profiles beside it.
    private struct Desk {
        let folder: ScratchFolder
        var configuration: String { folder("partyline.yaml") }

        init() throws {
            folder = try ScratchFolder()
            try "state_directory: state\nrun_directory: run\nprofiles_directory: profiles\n".write(
                toFile: configuration, atomically: true, encoding: .utf8)
        }

        func run(_ arguments: String...) throws -> BuiltProgram.Outcome { try BuiltProgram.run(arguments + ["--config", configuration]) }
        func text(_ name: String) throws -> String { try String(contentsOfFile: folder(name), encoding: .utf8) }
        func names(_ subfolder: String) -> [String] {
            ((try? FileManager.default.contentsOfDirectory(atPath: folder(subfolder))) ?? []).sorted()
        }
    }

    @Test(.timeLimit(.minutes(5))) func aBoardIsMeasuredAndItsProfileIsRight() throws {
        let desk = try Desk()
        let outcome = try desk.run(
            "calibrate", "--name", "hall", "--from", "pi-4", "--seconds", "5", "--svg", desk.folder("load.svg"), "--json")
        #expect(outcome.status == 0, "\(outcome.complaint)")
        let result = try JSONDecoder().decode(CalibrationResult.self, from: outcome.output)
        #expect(result.file == desk.folder("profiles/hall.yaml"))
        #expect(result.capacities.map(\.complexity) == Array(0...10))
        #expect(try desk.run("profile", "check", "hall").status == 0)
        let profile = try ProfileStore(
            directories: [desk.folder("profiles"), "Profiles"].map { $0.hasPrefix("/") ? $0 : sourceRoot + "/" + $0 }
        ).load("hall")
        #expect(profile.lineage.starts(with: ["hall", "pi-4"]))
        #expect(profile.profile.limits.participants == result.limits.participants)
        #expect(profile.profile.limits.rooms == result.limits.rooms)
        #expect(profile.profile.opus.complexity == result.choice.complexity)
        #expect(profile.profile.mix.talkers == 3)
        let text = try desk.text("profiles/hall.yaml")
        #expect(text.contains("# MEASURED on \(result.day) by partyline calibrate"))
        let picture = try Picture(desk.folder("load.svg"))
        #expect(picture.counts["polyline"] == Set([0, result.choice.complexity, 10]).count + 1)
        #expect(picture.text.contains("participants, in rooms of 25 with 3 talkers"))

        // A second time it keeps what is there, before it measures anything.
        let refused = try desk.run("calibrate", "--name", "hall")
        #expect(refused.status == 1)
        #expect(refused.complaint.contains("hall.yaml: is there already; measure it anew with --force"), "\(refused.complaint)")
        #expect(try desk.text("profiles/hall.yaml") == text)
        #expect(desk.names("profiles") == ["hall.yaml"])
    }

    @Test(.timeLimit(.minutes(5))) func aDryRunShowsTheProfileAndWritesNothing() throws {
        let desk = try Desk()
        let outcome = try desk.run("calibrate", "--name", "hall", "--from", "pi-4", "--seconds", "5", "--dry-run")
        #expect(outcome.status == 0, "\(outcome.complaint)")
        let said = String(decoding: outcome.output, as: UTF8.self)
        for words in ["COMPLEXITY", "<- chosen", "timers late by", "Nothing is written", "extends: pi-4", "  participants: "] {
            #expect(said.contains(words), "\(words) is not in \(said)")
        }
        #expect(desk.names("profiles").isEmpty)
    }

    @Test(.timeLimit(.minutes(5))) func aForcedOneKeepsTheOldBesideIt() throws {
        let desk = try Desk()
        #expect(try desk.run("profile", "new", "hall", "--from", "pi-3").status == 0)
        let old = try desk.text("profiles/hall.yaml")
        let outcome = try desk.run("calibrate", "--name", "hall", "--from", "pi-4", "--seconds", "5", "--force")
        #expect(outcome.status == 0, "\(outcome.complaint)")
        #expect(String(decoding: outcome.output, as: UTF8.self).contains("partyline profile use hall --config \(desk.configuration)"))
        #expect(try desk.text("profiles/hall.yaml.bak") == old)
        #expect(try desk.text("profiles/hall.yaml").contains("extends: pi-4"))
    }

    struct Mistake: Sendable {
        let arguments: [String]
        let status: Int32
        let complaint: String
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            Mistake(arguments: ["--name", "Hall"], status: 1, complaint: "a name needs 1 to 32 characters of a-z, 0-9 and -, found Hall"),
            Mistake(
                arguments: ["--name", "pi-4", "--from", "pi-3", "--force"], status: 1,
                complaint: "pi-4.yaml: is there already; choose another name"),
            Mistake(arguments: ["--name", "hall", "--from", "hall"], status: 1, complaint: "a profile cannot extend itself"),
            Mistake(arguments: ["--name", "links/hall"], status: 1, complaint: "a board is measured, not a line"),
            Mistake(arguments: ["--name", "hall", "--from", "pi-44"], status: 1, complaint: "no profile is named pi-44"),
            Mistake(arguments: ["--name", "hall", "--svg", "/nowhere/load.svg"], status: 1, complaint: "the folder /nowhere is not there"),
            Mistake(arguments: ["--seconds", "1"], status: 64, complaint: "--seconds is 5 to 160"),
            Mistake(arguments: ["--talkers", "0"], status: 64, complaint: "--talkers is 1 to 10"),
            Mistake(arguments: ["--room-size", "3"], status: 64, complaint: "--room-size is 4 to 500"),
        ])
    func aMistakeIsToldBeforeAnythingIsMeasured(_ mistake: Mistake) throws {
        let desk = try Desk()
        let outcome = try BuiltProgram.run(["calibrate"] + mistake.arguments + ["--config", desk.configuration])
        #expect(outcome.status == mistake.status)
        #expect(outcome.complaint.contains(mistake.complaint), "\(outcome.complaint)")
        #expect(desk.names("profiles").isEmpty)
    }

    /// Killed at work, by the one signal that is never masked: this test's thread may hand down a mask that keeps Ctrl-C away.
    @Test(.timeLimit(.minutes(2))) func oneThatIsKilledLeavesNothing() throws {
        let desk = try Desk()
        let process = Process()
        process.executableURL = URL(filePath: try BuiltProgram.path)
        process.arguments = ["calibrate", "--name", "hall", "--svg", desk.folder("load.svg"), "--config", desk.configuration]
        (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
        try process.run()
        // A second of work: it measures.
        while process.isRunning, Self.ticks(of: process) < 100 { usleep(20_000) }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal)
        #expect(desk.names("") == ["partyline.yaml"])
    }

    /// Processor time that a process has had, in hundredths of a second.
    private static func ticks(of process: Process) -> Int {
        let line = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8)) ?? ""
        let fields = line.split(separator: ")").last?.split(separator: " ") ?? []
        return fields.count > 12 ? (Int(fields[11]) ?? 0) + (Int(fields[12]) ?? 0) : 0
    }

    /// The top of the source tree, where the profiles lie that come with Partyline.
    private var sourceRoot: String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    }
}

/// An SVG file, read by a parser of XML.
private final class Picture: NSObject, XMLParserDelegate {
    /// How often each element is there.
    private(set) var counts: [String: Int] = [:]
    private(set) var text = ""
    /// Elements that are open: the parser does not mind if the text ends within some.
    private var depth = 0

    init(_ path: String) throws {
        super.init()
        let parser = XMLParser(data: try Data(contentsOf: URL(filePath: path)))
        parser.delegate = self
        try #require(parser.parse(), "\(String(describing: parser.parserError))")
        try #require(depth == 0 && counts["svg"] == 1)
    }

    func parser(
        _: XMLParser, didStartElement name: String, namespaceURI _: String?, qualifiedName _: String?, attributes _: [String: String] = [:]
    ) {
        counts[name, default: 0] += 1
        depth += 1
    }

    func parser(_: XMLParser, didEndElement _: String, namespaceURI _: String?, qualifiedName _: String?) { depth -= 1 }

    func parser(_: XMLParser, foundCharacters characters: String) { text += characters }
}
