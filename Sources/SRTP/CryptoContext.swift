import MediaTypes

/// One master key in use in one direction: the ciphers of RTP and RTCP, and how far each SSRC has come.
/// - Realtime: no allocation and no lock after init
/// - Threads: one at a time
/// - Source: RFC 3711 section 3.2
@safe struct CryptoContext: ~Copyable {
    /// Ours: what a datagram can hold; a key stream would last for 2^20 bytes.
    static var maximumPacketBytes: Int { 65_535 }
    /// The first header of a compound RTCP packet: it stays in the clear.
    /// - Source: RFC 3711 section 3.4
    static var controlClearBytes: Int { 8 }
    /// SRTCP's index, with the bit that says that the packet is encrypted.
    /// - Source: RFC 3711 section 3.4
    static var encryptedBit: UInt32 { 0x8000_0000 }

    private let profile: SRTPProfile
    private let isInbound: Bool
    private let packetCipher: PacketCipher
    private let controlCipher: PacketCipher
    private var sources: SourceTable

    /// - Returns: nil when the key's length is wrong or libcrypto refuses
    init?(_ profile: SRTPProfile, masterKeyAndSalt key: RawSpan, isInbound: Bool, sources: consuming SourceTable) {
        guard key.byteCount == profile.keyBytes, let derivation = KeyDerivation(masterKeyAndSalt: key),
            let packetCipher = PacketCipher(profile, derivation, isControl: false, isSealing: !isInbound),
            let controlCipher = PacketCipher(profile, derivation, isControl: true, isSealing: !isInbound) else { return nil }
        self.profile = profile
        self.isInbound = isInbound
        self.packetCipher = packetCipher
        self.controlCipher = controlCipher
        self.sources = sources
    }

    /// - Returns: the new length, or 0
    /// - Source: RFC 3711 section 3.3, "construct an SRTP packet"
    mutating func protect(_ packet: UnsafeMutableRawBufferPointer, _ byteCount: Int) -> Int {
        guard !isInbound, let base = unsafe room(in: packet, for: byteCount, adding: profile.overheadBytes),
            let header = RTPHeaderBounds(unsafe RawSpan(_unsafeStart: base, byteCount: byteCount)),
            let place = sources.place(of: header.ssrc),
            // An index used twice would encrypt two payloads with one key stream.
            let index = PacketIndex(header.sequenceNumber, after: sources[place].packets.highest), sources[place].packets.admits(index.value)
        else { return 0 }
        let parts = unsafe Self.parts(base, header, index, end: byteCount)
        guard packetCipher.seal(parts) else { return 0 }
        sources[place].packets.insert(index.value)
        sources.keep(place)
        return byteCount + profile.overheadBytes
    }

    /// - Source: RFC 3711 section 3.3, "authenticate and decrypt an SRTP packet"
    mutating func unprotect(_ packet: UnsafeMutableRawBufferPointer, _ byteCount: Int) -> SRTPOutcome {
        let end = byteCount - profile.overheadBytes
        guard isInbound, let base = unsafe room(in: packet, for: byteCount, adding: 0), end > 0,
            let header = RTPHeaderBounds(unsafe RawSpan(_unsafeStart: base, byteCount: end)) else { return .malformed }
        guard let place = sources.place(of: header.ssrc) else { return .tooManySources }
        guard let index = PacketIndex(header.sequenceNumber, after: sources[place].packets.highest),
            sources[place].packets.admits(index.value) else { return .replayed }
        guard packetCipher.open(unsafe Self.parts(base, header, index, end: end)) else { return .forged }
        sources[place].packets.insert(index.value)
        sources.keep(place)
        return .accepted(byteCount: end)
    }

    /// - Returns: the new length, or 0
    /// - Source: RFC 3711 section 3.4; RFC 7714 section 9
    mutating func protectRTCP(_ packet: UnsafeMutableRawBufferPointer, _ byteCount: Int) -> Int {
        guard !isInbound, let base = unsafe room(in: packet, for: byteCount, adding: profile.controlOverheadBytes),
            let ssrc = Self.controlSSRC(unsafe RawSpan(_unsafeStart: base, byteCount: byteCount)), let place = sources.place(of: ssrc)
        else { return 0 }
        let index = sources[place].controlPackets.highest.map { $0 + 1 } ?? 0
        // The key has served all the packets that it may (RFC 3711 section 9.2).
        guard index < UInt64(Self.encryptedBit) else { return 0 }
        let word = UInt32(truncatingIfNeeded: index) | Self.encryptedBit
        guard controlCipher.seal(unsafe parts(base, ssrc, word, end: byteCount)) else { return 0 }
        unsafe base.storeBytes(of: word.bigEndian, toByteOffset: wordOffset(end: byteCount), as: UInt32.self)
        sources[place].controlPackets.insert(index)
        sources.keep(place)
        return byteCount + profile.controlOverheadBytes
    }

    /// - Source: RFC 3711 section 3.4; RFC 7714 section 9
    mutating func unprotectRTCP(_ packet: UnsafeMutableRawBufferPointer, _ byteCount: Int) -> SRTPOutcome {
        let end = byteCount - profile.controlOverheadBytes
        guard isInbound, let base = unsafe room(in: packet, for: byteCount, adding: 0), end > 0 else { return .malformed }
        let bytes = unsafe RawSpan(_unsafeStart: base, byteCount: byteCount)
        // One that says that it is not encrypted is none of ours.
        guard let ssrc = Self.controlSSRC(bytes.extracting(first: end)), let word = bytes.uint32(at: wordOffset(end: end)),
            word & Self.encryptedBit != 0 else { return .malformed }
        guard let place = sources.place(of: ssrc) else { return .tooManySources }
        let index = UInt64(word & ~Self.encryptedBit)
        guard sources[place].controlPackets.admits(index) else { return .replayed }
        guard controlCipher.open(unsafe parts(base, ssrc, word, end: end)) else { return .forged }
        sources[place].controlPackets.insert(index)
        sources.keep(place)
        return .accepted(byteCount: end)
    }

    /// Where the packet begins; nil when the buffer is too small for it and for what is added.
    private func room(in packet: UnsafeMutableRawBufferPointer, for byteCount: Int, adding: Int) -> UnsafeMutableRawPointer? {
        guard byteCount > 0, byteCount <= Self.maximumPacketBytes, byteCount <= packet.count - adding else { return nil }
        return packet.baseAddress
    }

    private static func parts(_ packet: UnsafeMutableRawPointer, _ header: RTPHeaderBounds, _ index: PacketIndex, end: Int) -> PacketParts {
        unsafe PacketParts(
            packet: packet, clearByteCount: header.byteCount, payloadByteCount: end - header.byteCount, tagOffset: end,
            ssrc: header.ssrc, index: index.value, word: index.rolloverCounter, isControl: false)
    }

    /// - Shape: end: that of the payload
    private func parts(_ packet: UnsafeMutableRawPointer, _ ssrc: UInt32, _ word: UInt32, end: Int) -> PacketParts {
        unsafe PacketParts(
            packet: packet, clearByteCount: Self.controlClearBytes, payloadByteCount: end - Self.controlClearBytes,
            tagOffset: profile == .aeadAES128GCM ? end : end + 4, ssrc: ssrc, index: UInt64(word & ~Self.encryptedBit), word: word,
            isControl: true)
    }

    /// The index stands behind the tag of GCM, and before that of the other suites.
    private func wordOffset(end: Int) -> Int { profile == .aeadAES128GCM ? end + GCMCipher.tagBytes : end }

    /// The sender's SSRC; nil when it is no RTCP.
    private static func controlSSRC(_ packet: RawSpan) -> UInt32? {
        guard let first = packet.byte(at: 0), first >> 6 == 2 else { return nil }
        return packet.uint32(at: 4)
    }
}
