import COpenSSL

/// The hash of a digest.
/// - Source: RFC 7616 section 3.2
public enum DigestAlgorithm: String, Sendable, Hashable, CaseIterable {
    // The last one is the best.
    case md5 = "MD5"
    case sha256 = "SHA-256"

    /// By the name in a challenge; without one it is MD5.
    init?(name: String?) {
        guard let name else {
            self = .md5
            return
        }
        guard let algorithm = Self.allCases.first(where: { Text.areSame($0.rawValue, name) }) else { return nil }
        self = algorithm
    }

    var byteCount: Int { self == .md5 ? 16 : 32 }

    func digest(_ bytes: [UInt8]) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: byteCount)
        let type = unsafe self == .md5 ? EVP_md5() : EVP_sha256()
        unsafe result.withUnsafeMutableBufferPointer { result in
            unsafe bytes.withUnsafeBytes { bytes in
                _ = unsafe EVP_Digest(bytes.baseAddress, bytes.count, result.baseAddress, nil, type, nil)
            }
        }
        return result
    }

    /// In hexadecimal, in lower case.
    func hex(_ text: String) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest(Array(text.utf8)).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
