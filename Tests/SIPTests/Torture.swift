import Foundation

/// The messages of RFC 4475, byte for byte from the archive in its appendix A.
enum Torture {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Resources/RFC4475")

    /// In alphabetical order.
    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []
        return files.filter { $0.hasSuffix(".dat") }.map { String($0.dropLast(4)) }.sorted()
    }()

    static func message(_ name: String) -> [UInt8] {
        guard let data = try? Data(contentsOf: folder.appending(path: "\(name).dat")) else { preconditionFailure("no \(name).dat") }
        return Array(data)
    }
}
