import COpenSSL

/// A secret that this box shares with another program: alone in a file. It never leaves this value; what is made with it does.
public struct ServiceSecret: Sendable, Hashable {
    private let bytes: [UInt8]

    /// What a code is made by.
    public enum Digest: Sendable { case sha1, sha256 }

    /// Of a key of 512 bits in any notation, with room to spare.
    private static var limitBytes: Int { 1_024 }

    /// - Parameter path: of a file that others cannot read; a line end behind the secret is not part of it
    /// - Throws: what is wrong with the file, and never what is in it
    public init(file path: String) throws(ProfileError) {
        let all = try FileAccess.read(path, limitBytes: Self.limitBytes, isSecret: true)
        let lineEnd = all.suffix(2) == [13, 10] ? 2 : all.last == 10 ? 1 : 0
        bytes = Array(all.dropLast(lineEnd))
        guard !bytes.isEmpty else { throw .inaccessible(file: path, reason: "needs a secret, found nothing: openssl rand -hex 32 makes one") }
        guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw .inaccessible(file: path, reason: "needs a secret alone in one line, found more")
        }
    }

    /// The keyed hash of a message, by which who knows the secret knows that we have made it.
    /// - Source: RFC 2104
    public func code(of message: [UInt8], by digest: Digest) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: digest == .sha1 ? 20 : 32)
        var count: UInt32 = 0
        let kind = unsafe digest == .sha1 ? EVP_sha1() : EVP_sha256()
        let made = unsafe HMAC(kind, bytes, Int32(bytes.count), message, message.count, &code, &count)
        // It fails only where memory or the digest itself is missing, and then nothing that needs it would be right.
        precondition(unsafe made != nil && Int(count) == code.count, "libcrypto cannot make a code")
        return code
    }
}

extension ServiceSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "(a secret)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
