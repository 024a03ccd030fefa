import Foundation
import MediaTypes

@testable import Prompts

/// The prompts of this source tree, and room for recordings beside them.
enum ShippedPrompts {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources/Prompts/Shipped").path

    static func store(ownIn own: String = "/nonexistent", rate: Int = 16_000) throws -> PromptStore {
        try PromptStore(shippedIn: folder, ownIn: own, rate: rate)
    }
}

/// A folder that is gone when the test is over.
final class ScratchFolder {
    let path = NSTemporaryDirectory() + "partyline-prompts-" + UUID().uuidString

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }
    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: self(name)) }
}

/// A tone, in seconds of which half is silence, as a person pauses.
func tone(_ rate: Int, seconds: Double = 1, amplitude: Float) -> [Float] {
    (0..<Int(Double(rate) * seconds)).map { frame in
        let isOn = frame * 4 / rate % 2 == 0
        return isOn ? amplitude * Float(sin(2 * Double.pi * 440 * Double(frame) / Double(rate))) : 0
    }
}
