import Foundation
import Logging
import Testing

@testable import Conference

/// The log is a closed catalogue, and nothing else gets into it.
@Suite struct LogTests {
    private static let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources")

    /// What writes for somebody to read, as far as Swift programs on Linux know it.
    private static let writing = [
        #"import (?:Logging|OSLog|os)\b"#,
        #"\bLogger\b"#,
        #"\bLogHandler\b"#,
        #"LoggingSystem"#,
        #"\b(?:print|debugPrint|dump|NSLog|fputs|puts|perror|syslog|vprintf|printf|fprintf)\("#,
        #"FileHandle\.standard(?:Error|Output)"#,
        #"STD(?:ERR|OUT)_FILENO"#,
        #"\bstd(?:err|out)\b"#,
        #"\.(?:trace|debug|info|notice|warning|error|critical|log)\("#,
    ].joined(separator: "|")

    /// Who may, and why.
    private static let exceptions: [String: Set<String>] = [
        // The log itself.
        "Conference/BoxLog.swift": ["import Logging", "Logger", "LogHandler", "LoggingSystem", ".log("],
        // Where the HTTP library asks for a logger, it is given one that writes nothing.
        "WebGateway/HTTP/HTTPListener.swift": ["import Logging", "Logger"],
        "WebGateway/HTTP/GuardedChannel.swift": ["import Logging", "Logger"],
        // What commands say to whoever has typed them.
        "partyline/Terminal.swift": ["STDERR_FILENO", "STDOUT_FILENO"],
        "partyline/ProgressLine.swift": ["STDERR_FILENO"],
        "partyline/Bench/ServerProcess.swift": ["STDOUT_FILENO"],
    ]

    /// Programs of their own, which no server is: they print their figures.
    private static let tools: Set<String> = ["QualityLab"]

    @Test func nothingButTheCatalogueIsWritten() throws {
        let files = try #require(FileManager.default.enumerator(at: Self.sources, includingPropertiesForKeys: nil))
        let writing = try NSRegularExpression(pattern: Self.writing)
        var read = 0
        for case let file as URL in files where file.pathExtension == "swift" {
            let name = String(file.path.dropFirst(Self.sources.path.count + 1))
            guard !Self.tools.contains(String(name.prefix { $0 != "/" })) else { continue }
            read += 1
            let allowed = Self.exceptions[name] ?? []
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in writing.matches(in: text, range: NSRange(text.startIndex..., in: text)) {
                guard let found = Range(match.range, in: text), !allowed.contains(String(text[found])) else { continue }
                let before = text[..<found.lowerBound].split(separator: "\n", omittingEmptySubsequences: false)
                if before.last?.contains(/(?:^|\s)\/\//) == true { continue }
                Issue.record("Sources/\(name):\(before.count): \(text[found]): the log is BoxEvent, and commands speak through Terminal")
            }
        }
        #expect(read > 400)
    }

    /// Behind the server's back: the parts that live as long as it does have nothing to say to a terminal.
    @Test(arguments: ["PhoneFront", "WebFront", "MetricsFront", "RunningProfile", "ServiceNotice", "FreedMemory", "StartMedia"])
    func whatRunsInTheServerDoesNotSpeakToTheTerminal(part: String) throws {
        let text = try String(contentsOf: Self.sources.appending(path: "partyline/\(part).swift"), encoding: .utf8)
        #expect(!text.contains("Terminal."))
    }

    @Test func theCatalogueIsClosedAndSmall() {
        #expect(BoxEvent.allCases.count <= 40)
        for event in BoxEvent.allCases {
            // A value of this size has no room for anything but which of them it is.
            #expect(MemoryLayout.size(ofValue: event) == 1)
            #expect(!event.rawValue.contains(/[0-9%\\{}<>@:]{2,}|[0-9]|%[a-z@]|\bp-/), "\(event.rawValue)")
            #expect(event.rawValue.utf8.count <= 150 && event.rawValue.allSatisfy { $0.isASCII && !$0.isNewline })
        }
        #expect(Set(BoxEvent.allCases.map(\.rawValue)).count == BoxEvent.allCases.count)
    }

    /// Each line is an event and its word, and nothing else.
    @Test func aLineIsTheEventAndNothingElse() {
        let lines = Lines()
        let log = BoxLog(LineLog(lines: lines))
        for event in BoxEvent.allCases { log.record(event) }
        for (line, event) in zip(lines.all, BoxEvent.allCases) {
            #expect(line.contains(" \(event.rawValue) [\"event\": \(event)]"), "\(line)")
        }
        #expect(lines.all.count == BoxEvent.allCases.count)
    }

    @Test func comingsAndGoingsAreForWhoAsksForThem() {
        let traffic = BoxEvent.allCases.filter { $0.level == .traffic }
        #expect(traffic == [.roomOpened, .roomClosed, .participantCame, .participantLeft, .participantRefused])
    }

    /// Libraries log what strangers send. A logger that one of them makes for itself writes nowhere.
    @Test func whatLibrariesLogGoesNowhere() {
        _ = BoxLog.standardError()
        #expect(Logger(label: "of a library").handler is SwiftLogNoOpLogHandler)
    }
}
