import AdminAPI
import FoundationEssentials

/// A file with the two keys of an SRTP participant.
enum SRTPKeyFile {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// - Throws: `Failure`, which never repeats what stands in the file
    static func read(_ path: String) throws -> SRTPKeyPair {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            let text = try? String(contentsOfFile: path, encoding: .utf8)
        else { throw Failure(description: "the key file \(path) cannot be read") }
        if let mode = attributes[.posixPermissions] as? Int, mode & 0o077 != 0 {
            throw Failure(description: "the key file \(path) can be read by others; close it with: chmod 600 \(path)")
        }
        let lines = text.split(whereSeparator: \.isNewline).map { String($0.filter { !$0.isWhitespace }) }.filter { !$0.isEmpty }
        guard lines.count == 2 else {
            throw Failure(description: "the key file \(path) must have two lines: the server's key and the participant's key, in base64")
        }
        return SRTPKeyPair(boxKey: lines[0], participantKey: lines[1])
    }
}
