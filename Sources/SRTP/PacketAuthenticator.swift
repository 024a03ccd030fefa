import COpenSSL
import MediaTypes

/// HMAC-SHA1 under one key, cut to a tag. SHA-1 has already gone over the padded key when the session begins: a packet starts from a copy of
/// that state, of 96 bytes. libcrypto's own HMAC makes its copies on the heap.
/// - Realtime: no allocation and no lock after init
/// - Threads: one at a time
/// - Source: RFC 2104 section 4; RFC 3711 section 4.2.1
@safe struct PacketAuthenticator: ~Copyable {
    /// Of the key, in bytes.
    static var keyBytes: Int { 20 }

    typealias Digest = InlineArray<20, UInt8>

    /// Of the tag, in bytes.
    let tagBytes: Int

    /// SHA-1 after the inner pad, after the outer pad, and at work.
    private let states: UnsafeMutablePointer<SHA_CTX>
    private var inner: UnsafeMutablePointer<SHA_CTX> { unsafe states }
    private var outer: UnsafeMutablePointer<SHA_CTX> { unsafe states + 1 }
    private var working: UnsafeMutablePointer<SHA_CTX> { unsafe states + 2 }

    /// - Shape: key: at most a block of SHA-1, 64 bytes; SRTP's has `keyBytes`
    /// - Returns: nil when the key is too long
    init?(key: RawSpan, tagBytes: Int) {
        guard key.byteCount <= Int(SHA_CBLOCK) else { return nil }
        self.tagBytes = min(tagBytes, 20)
        unsafe states = .allocate(capacity: 3)
        unsafe states.initialize(repeating: SHA_CTX(), count: 3)
        unsafe Self.begin(inner, key, pad: 0x36)
        unsafe Self.begin(outer, key, pad: 0x5C)
    }

    deinit {
        unsafe OPENSSL_cleanse(states, 3 * MemoryLayout<SHA_CTX>.stride)
        unsafe states.deallocate()
    }

    private static func begin(_ state: UnsafeMutablePointer<SHA_CTX>, _ key: RawSpan, pad: UInt8) {
        var block = InlineArray<64, UInt8>(repeating: pad)
        for offset in 0..<key.byteCount { block[offset] ^= key.byte(at: offset) ?? 0 }
        unsafe SHA1_Init(state)
        unsafe withUnsafeMutableBytes(of: &block) {
            unsafe SHA1_Update(state, $0.baseAddress, $0.count)
            unsafe OPENSSL_cleanse($0.baseAddress, $0.count)
        }
    }

    /// Of the bytes, and of a word in network order behind them.
    func digest(of bytes: UnsafeRawPointer, byteCount: Int, then word: UInt32) -> Digest {
        var digest = Digest(repeating: 0)
        unsafe withUnsafeMutableBytes(of: &digest) {
            let digest = unsafe $0.baseAddress?.assumingMemoryBound(to: UInt8.self)
            unsafe working.pointee = inner.pointee
            unsafe SHA1_Update(working, bytes, byteCount)
            unsafe withUnsafeBytes(of: word.bigEndian) { _ = unsafe SHA1_Update(working, $0.baseAddress, 4) }
            unsafe SHA1_Final(digest, working)
            unsafe working.pointee = outer.pointee
            unsafe SHA1_Update(working, digest, 20)
            unsafe SHA1_Final(digest, working)
        }
        return digest
    }

    /// Writes the tag of `digest`.
    func write(_ digest: Digest, to tag: UnsafeMutableRawPointer) {
        unsafe withUnsafeBytes(of: digest) {
            if let bytes = $0.baseAddress { unsafe tag.copyMemory(from: bytes, byteCount: tagBytes) }
        }
    }

    /// Whether the tag is that of `digest`, in a time that says nothing of where they differ.
    func matches(_ digest: Digest, _ tag: UnsafeRawPointer) -> Bool {
        unsafe withUnsafeBytes(of: digest) { unsafe CRYPTO_memcmp($0.baseAddress, tag, tagBytes) == 0 }
    }
}
