import FoundationEssentials
import Glibc

/// Where the kernel tells about the machine: `proc` and `sys`, at the root or in a folder that was prepared.
public struct MachineFolder: Sendable {
    private let root: String

    public init(root: String = "") { self.root = root }

    /// The text of a small file, without the white space around it.
    /// - Parameter path: beneath the root, without a slash before it
    /// - Returns: nil where there is none, or nothing in it
    func text(_ path: String) -> String? {
        let descriptor = open("\(root)/\(path)", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        // A page is what such files have at most.
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = read(descriptor, &bytes, bytes.count)
        guard count > 0 else { return nil }
        // Texts of the device tree end with a zero.
        let text = String(decoding: bytes.prefix(count).prefix { $0 != 0 }, as: UTF8.self)
        let trimmed = text.drop(while: \.isWhitespace)
        guard let last = trimmed.lastIndex(where: { !$0.isWhitespace }) else { return nil }
        return String(trimmed[...last])
    }

    /// The names in a folder that begin so, sorted; none where there is no such folder.
    func names(in path: String, beginningWith prefix: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(path)")) ?? []
        return names.filter { $0.hasPrefix(prefix) }.sorted()
    }
}
