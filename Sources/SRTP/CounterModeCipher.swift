import COpenSSL

/// AES-128 in counter mode under one key: a key stream that is added to bytes.
/// - Realtime: no allocation and no lock after init
/// - Threads: one at a time
/// - Source: RFC 3711 section 4.1.1
@safe struct CounterModeCipher: ~Copyable {
    /// Of the key, in bytes.
    static var keyBytes: Int { 16 }

    private let context: OpaquePointer

    /// - Shape: key: `keyBytes` bytes
    /// - Returns: nil when the key's length is wrong or libcrypto refuses
    init?(key: RawSpan) {
        guard key.byteCount == Self.keyBytes, let context = unsafe EVP_CIPHER_CTX_new() else { return nil }
        let status = unsafe key.withUnsafeBytes {
            unsafe EVP_EncryptInit_ex(context, EVP_aes_128_ctr(), nil, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), nil)
        }
        guard status == 1 else {
            unsafe EVP_CIPHER_CTX_free(context)
            return nil
        }
        unsafe self.context = context
    }

    // Wipes the key, too.
    deinit { unsafe EVP_CIPHER_CTX_free(context) }

    /// Adds the key stream that begins at this counter; doing it twice undoes it.
    /// - Shape: counter: its lowest 16 bits count blocks from here on; at most 2^16 of them
    /// - Returns: false when libcrypto refuses
    func apply(counter: UInt128, to bytes: UnsafeMutableRawPointer, byteCount: Int) -> Bool {
        guard let length = Int32(exactly: byteCount) else { return false }
        let start = counter.bigEndian
        let isReady = unsafe withUnsafeBytes(of: start) {
            unsafe EVP_EncryptInit_ex(context, nil, nil, nil, $0.baseAddress?.assumingMemoryBound(to: UInt8.self)) == 1
        }
        guard isReady else { return false }
        let bytes = unsafe bytes.assumingMemoryBound(to: UInt8.self)
        var written: Int32 = 0
        return unsafe EVP_EncryptUpdate(context, bytes, &written, bytes, length) == 1
    }
}
