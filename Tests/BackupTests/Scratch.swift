import Foundation
import Testing

/// A folder for one test, removed with its owner.
final class Scratch {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "partyline-backup-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }
    func url(_ name: String) -> URL { URL(filePath: self(name)) }
    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: self(name)) }
    func text(_ name: String) throws -> String { try String(contentsOfFile: self(name), encoding: .utf8) }

    func write(_ name: String, _ text: String, mode: Int = 0o600) throws {
        try FileManager.default.createDirectory(at: url(name).deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url(name))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: self(name))
    }

    func mode(_ name: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: self(name))[.posixPermissions] as? Int)
    }

    /// Every file, with what is in it.
    func everything() throws -> [String: Data] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: path)
        return try Dictionary(
            uniqueKeysWithValues: names.compactMap { name in
                var isFolder: ObjCBool = false
                _ = FileManager.default.fileExists(atPath: self(name), isDirectory: &isFolder)
                return isFolder.boolValue ? nil : (name, try Data(contentsOf: url(name)))
            })
    }

    func run(_ command: String...) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command
        process.currentDirectoryURL = url(".")
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }
}

/// SplitMix64: the same numbers for the same seed.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
