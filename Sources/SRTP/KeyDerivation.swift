import COpenSSL
import MediaTypes

/// Makes the session keys of a master key: the key derivation function with a rate of 0, so each key once.
/// - Source: RFC 3711 sections 4.3.1 to 4.3.3; RFC 7714 section 11 for GCM
@safe struct KeyDerivation: ~Copyable {
    /// What a key is for.
    /// - Source: RFC 3711 section 4.3.2
    enum Label: UInt8 {
        case packetKey = 0
        case packetAuthentication = 1
        case packetSalt = 2
        case controlKey = 3
        case controlAuthentication = 4
        case controlSalt = 5
    }

    /// Of the longest key, in bytes: that of HMAC-SHA1.
    static var maximumKeyBytes: Int { 20 }

    private let cipher: CounterModeCipher
    private let masterSalt: UInt128
    private let scratch: UnsafeMutableRawPointer

    /// - Shape: key: the master key, 16 bytes, then the master salt: 14 bytes, or the 12 of GCM, which count as if two zeros came after
    /// - Returns: nil when the length is wrong or libcrypto refuses
    init?(masterKeyAndSalt key: RawSpan) {
        let saltBytes = key.byteCount - CounterModeCipher.keyBytes
        guard saltBytes == 12 || saltBytes == 14,
            let cipher = CounterModeCipher(key: key.extracting(first: CounterModeCipher.keyBytes)) else { return nil }
        self.cipher = cipher
        masterSalt = UInt128(bigEndian: key.extracting(last: saltBytes)) << UInt128(8 * (14 - saltBytes))
        unsafe scratch = .allocate(byteCount: Self.maximumKeyBytes, alignment: 16)
    }

    deinit {
        unsafe OPENSSL_cleanse(scratch, Self.maximumKeyBytes)
        unsafe scratch.deallocate()
    }

    /// Lends a session key to `body`; afterwards it is gone.
    /// - Shape: byteCount: at most `maximumKeyBytes`
    /// - Returns: nil when libcrypto refuses, or body says so
    func withKey<Result: ~Copyable>(_ label: Label, byteCount: Int, _ body: (RawSpan) -> Result?) -> Result? {
        guard byteCount <= Self.maximumKeyBytes else { return nil }
        unsafe scratch.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
        // The label stands above 48 bits of packet index, which are 0 at a rate of 0.
        let counter = (UInt128(label.rawValue) << 48 ^ masterSalt) << 16
        guard unsafe cipher.apply(counter: counter, to: scratch, byteCount: byteCount) else { return nil }
        return unsafe body(RawSpan(_unsafeStart: scratch, byteCount: byteCount))
    }

    /// A session salt, as a number.
    func salt(_ label: Label, byteCount: Int) -> UInt128? {
        withKey(label, byteCount: byteCount) { UInt128(bigEndian: $0) }
    }
}

extension UInt128 {
    /// At most 16 bytes in network order.
    init(bigEndian bytes: RawSpan) {
        self = 0
        for offset in 0..<bytes.byteCount { self = self << 8 | UInt128(bytes.byte(at: offset) ?? 0) }
    }
}
