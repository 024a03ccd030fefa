import Foundation

/// The program that was built together with the tests, run as a user runs it.
enum BuiltProgram {
    struct Outcome {
        let status: Int32
        let output: Data
        let complaint: String

        /// One line for a person, without its end.
        var complaintLines: [Substring] { complaint.split(separator: "\n", omittingEmptySubsequences: false).dropLast() }
    }

    /// Beside the test bundle.
    static var path: String {
        get throws {
            let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            return URL(filePath: tests).deletingLastPathComponent().appending(path: "partyline").path
        }
    }

    /// Runs it to its end.
    /// - Parameters:
    ///   - environment: what differs from ours
    ///   - folder: where it runs; nil for where we are
    static func run(_ arguments: [String], environment: [String: String] = [:], folder: String? = nil) throws -> Outcome {
        let process = Process()
        let output = Pipe()
        let complaint = Pipe()
        process.executableURL = URL(filePath: try path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        if let folder { process.currentDirectoryURL = URL(filePath: folder) }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = complaint
        try process.run()
        // What it complains of is short and fits the pipe.
        let said = output.fileHandleForReading.readDataToEndOfFile()
        let complained = complaint.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Outcome(status: process.terminationStatus, output: said, complaint: String(decoding: complained, as: UTF8.self))
    }
}

/// A folder that is gone when the test is over.
final class ScratchFolder {
    let path = NSTemporaryDirectory() + "/partyline-" + UUID().uuidString

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }
    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: self(name)) }
}
