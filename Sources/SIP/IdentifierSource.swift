import COpenSSL

/// Branches, tags and Call-IDs that nobody can guess: SHA-256 over a secret and a counter. The secret comes from outside, so that a test
/// has the same ones each time.
/// - Source: RFC 3261 section 19.3: at least 32 random bits in a tag
public struct IdentifierSource: RandomNumberGenerator, Sendable {
    private let secret: [UInt8]
    private var counter: UInt64 = 0

    /// - Shape: secret: 32 random bytes
    public init(secret: [UInt8]) { self.secret = secret }

    /// Eight bytes of the digest.
    public mutating func next() -> UInt64 {
        counter &+= 1
        let digest = DigestAlgorithm.sha256.digest(secret + (0..<8).map { UInt8(truncatingIfNeeded: counter >> ($0 * 8)) })
        return digest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// 64 bits in 16 letters.
    mutating func token() -> String {
        let digits = String(next(), radix: 16)
        return String(repeating: "0", count: max(0, 16 - digits.utf8.count)) + digits
    }

    mutating func branch() -> String { Specified.branchCookie + token() }

    /// A time between half of `range` and all of it, and the like: uniform in `range`, in nanoseconds.
    mutating func time(in range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &self) }
}
