import COpenSSL

/// AES-128 in Galois/counter mode under one key and in one direction.
/// - Realtime: no allocation and no lock after init
/// - Threads: one at a time
/// - Source: RFC 7714 sections 7 to 9
@safe struct GCMCipher: ~Copyable {
    /// Of the key, in bytes.
    static var keyBytes: Int { 16 }
    /// Of the tag, in bytes: the only length that the RFC allows.
    static var tagBytes: Int { 16 }

    /// Of the salt, in bytes.
    static var saltBytes: Int { 12 }

    private let context: OpaquePointer
    private let salt: UInt128

    /// - Shape: key: `keyBytes` bytes; salt: 96 bits
    /// - Returns: nil when the key's length is wrong or libcrypto refuses
    init?(key: RawSpan, salt: UInt128, isSealing: Bool) {
        guard key.byteCount == Self.keyBytes, let context = unsafe EVP_CIPHER_CTX_new() else { return nil }
        let status = unsafe key.withUnsafeBytes {
            let key = unsafe $0.baseAddress?.assumingMemoryBound(to: UInt8.self)
            return unsafe EVP_CipherInit_ex(context, EVP_aes_128_gcm(), nil, key, nil, isSealing ? 1 : 0)
        }
        guard status == 1 else {
            unsafe EVP_CIPHER_CTX_free(context)
            return nil
        }
        unsafe self.context = context
        self.salt = salt
    }

    // Wipes the key, too.
    deinit { unsafe EVP_CIPHER_CTX_free(context) }

    /// Encrypts a packet's payload in place and writes the tag.
    /// - Returns: false when libcrypto refuses
    func seal(_ parts: PacketParts) -> Bool {
        let tag = unsafe parts.tag.assumingMemoryBound(to: UInt8.self)
        var written: Int32 = 0
        return unsafe run(parts) && EVP_CipherFinal_ex(context, tag, &written) == 1
            && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagBytes), tag) == 1
    }

    /// Decrypts a packet's payload in place and checks the tag. Both take one pass: a forgery is known as one when it is decrypted already,
    /// so that its payload is then filled with zeros.
    /// - Returns: whether it is genuine
    func open(_ parts: PacketParts) -> Bool {
        let tag = unsafe parts.tag.assumingMemoryBound(to: UInt8.self)
        var written: Int32 = 0
        let isGenuine = unsafe run(parts)
            && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(Self.tagBytes), tag) == 1
            && EVP_CipherFinal_ex(context, tag, &written) == 1
        if !isGenuine { unsafe parts.payload.initializeMemory(as: UInt8.self, repeating: 0, count: parts.payloadByteCount) }
        return isGenuine
    }

    /// All but the tag: nonce, associated data (the header, and SRTCP's index behind it), payload.
    private func run(_ parts: PacketParts) -> Bool {
        guard let clearLength = Int32(exactly: parts.clearByteCount), let payloadLength = Int32(exactly: parts.payloadByteCount)
        else { return false }
        let header = unsafe parts.packet.assumingMemoryBound(to: UInt8.self)
        let payload = unsafe parts.payload.assumingMemoryBound(to: UInt8.self)
        var written: Int32 = 0
        let isReady = unsafe withUnsafeBytes(of: nonce(parts)) {
            unsafe EVP_CipherInit_ex(context, nil, nil, nil, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), -1) == 1
        }
        guard isReady, unsafe EVP_CipherUpdate(context, nil, &written, header, clearLength) == 1 else { return false }
        if parts.isControl {
            let isTaken = unsafe withUnsafeBytes(of: parts.word.bigEndian) {
                unsafe EVP_CipherUpdate(context, nil, &written, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), 4) == 1
            }
            guard isTaken else { return false }
        }
        return unsafe EVP_CipherUpdate(context, payload, &written, payload, payloadLength) == 1
    }

    /// 96 bits in network order, then nothing. Both forms of the RFC in one: an SRTCP index leaves the upper 17 of the 48 bits zero.
    /// - Source: RFC 7714 sections 8.1 and 9.1
    private func nonce(_ parts: PacketParts) -> UInt128 {
        ((salt ^ UInt128(parts.ssrc) << 48 ^ UInt128(parts.index)) << 32).bigEndian
    }
}
