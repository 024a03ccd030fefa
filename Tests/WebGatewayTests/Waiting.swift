import Foundation

/// Runs what waits on a thread of its own: the few threads of the pool are needed by whoever is to answer.
func waiting<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
    }
}

/// Runs a program to its end.
/// - Returns: what it wrote to its output and to its errors
func run(_ program: String, _ arguments: [String], input: [UInt8] = []) async throws -> (status: Int32, output: [UInt8], errors: String) {
    try await waiting {
        let folder = try TestFolder.make()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        func file(_ name: String) throws -> FileHandle {
            _ = FileManager.default.createFile(atPath: folder + "/" + name, contents: nil)
            return try FileHandle(forUpdating: URL(filePath: folder + "/" + name))
        }
        let (standardInput, output, errors) = (try file("in"), try file("out"), try file("err"))
        try standardInput.write(contentsOf: Data(input))
        try standardInput.seek(toOffset: 0)
        process.standardInput = standardInput
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        process.waitUntilExit()
        try output.seek(toOffset: 0)
        try errors.seek(toOffset: 0)
        return (process.terminationStatus, Array(try output.readToEnd() ?? Data()), String(decoding: try errors.readToEnd() ?? Data(), as: UTF8.self))
    }
}
