import Foundation

@testable import Doctor

/// A folder that holds what proc and sys of some machine hold; it is gone when the test is over.
final class PreparedMachine {
    let path = NSTemporaryDirectory() + "/partyline-machine-" + UUID().uuidString

    /// - Parameter files: the text of each, by its path beneath the root
    init(_ files: [String: String] = [:]) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (file, text) in files { try write(file, text) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var folder: MachineFolder { MachineFolder(root: path) }

    func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

    func write(_ file: String, _ text: String) throws {
        let url = URL(filePath: self(file))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }
}
