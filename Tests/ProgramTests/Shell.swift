import Foundation

/// A line for bash, from the outside as a user would type it.
enum Shell {
    /// - Parameter arguments: `$1` and so on
    /// - Returns: what it says, complaints included
    static func run(_ script: String, _ arguments: String...) throws -> String { try outcome(script, arguments).output }

    /// The same with its exit status.
    static func outcome(_ script: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-c", script, "bash"] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: said, as: UTF8.self))
    }
}
