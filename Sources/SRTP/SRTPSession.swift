/// One direction of SRTP and SRTCP under one master key; packets are changed in place.
/// - Realtime: no allocation and no lock after init
/// - Threads: one at a time
/// - Source: RFC 3711, RFC 7714
@safe public struct SRTPSession: ~Copyable {
    /// Ours: a stream may start anew with another SSRC, but memory is not for a participant to take.
    public static var maximumSources: Int { 16 }
    /// What protection may write behind a packet, whatever the profile: tag and index of SRTCP with GCM.
    public static var trailerRoomBytes: Int { GCMCipher.tagBytes + 4 }

    private let context: UnsafeMutablePointer<CryptoContext>

    /// A session for any SSRC, or for `maximumSources` of them: one more is refused.
    /// - Shape: key: master key, then master salt: `profile.keyBytes` bytes. They are the caller's to wipe; no copy is kept here
    /// - Returns: nil when the key's length is wrong or libcrypto refuses
    public init?(profile: SRTPProfile, key: Span<UInt8>, isInbound: Bool) {
        self.init(profile, key, isInbound: isInbound, SourceTable(capacity: Self.maximumSources))
    }

    public init?(profile: SRTPProfile, key: [UInt8], isInbound: Bool) {
        self.init(profile: profile, key: key.span, isInbound: isInbound)
    }

    /// A session for sending with one SSRC, which has its place from the beginning.
    public init?(profile: SRTPProfile, key: Span<UInt8>, outboundSSRC: UInt32) {
        self.init(profile, key, isInbound: false, SourceTable(only: outboundSSRC))
    }

    public init?(profile: SRTPProfile, key: [UInt8], outboundSSRC: UInt32) {
        self.init(profile: profile, key: key.span, outboundSSRC: outboundSSRC)
    }

    private init?(_ profile: SRTPProfile, _ key: Span<UInt8>, isInbound: Bool, _ sources: consuming SourceTable) {
        guard let made = unsafe CryptoContext(profile, masterKeyAndSalt: key.bytes, isInbound: isInbound, sources: sources) else { return nil }
        unsafe context = .allocate(capacity: 1)
        unsafe context.initialize(to: made)
    }

    // Each cipher wipes its keys.
    deinit {
        unsafe context.deinitialize(count: 1)
        unsafe context.deallocate()
    }

    /// Encrypts an RTP packet and appends its tag.
    /// - Shape: packet: the whole buffer, `profile.overheadBytes` longer than the packet of `byteCount` bytes in it
    /// - Returns: the new length; 0 when it is no RTP packet, there is no room, the sequence number was used before, or is 128 or more behind
    public func protect(_ packet: UnsafeMutableRawBufferPointer, byteCount: Int) -> Int {
        unsafe context.pointee.protect(packet, byteCount)
    }

    /// Encrypts a compound RTCP packet, appends index and tag.
    /// - Shape: as `protect`, with `profile.controlOverheadBytes`
    public func protectRTCP(_ packet: UnsafeMutableRawBufferPointer, byteCount: Int) -> Int {
        unsafe context.pointee.protectRTCP(packet, byteCount)
    }

    /// Checks and decrypts an SRTP packet.
    /// - Returns: the length of the RTP packet; 0 when it is refused. Then nothing has changed, but for the payload of a forgery with GCM, which
    ///   is zeros
    public func unprotect(_ packet: UnsafeMutableRawBufferPointer, byteCount: Int) -> Int {
        unsafe outcomeOfUnprotect(packet, byteCount: byteCount).byteCount
    }

    /// Checks and decrypts an SRTCP packet.
    /// - Returns: the length of the RTCP packet; 0 when it is refused, as `unprotect`
    public func unprotectRTCP(_ packet: UnsafeMutableRawBufferPointer, byteCount: Int) -> Int {
        unsafe outcomeOfUnprotectRTCP(packet, byteCount: byteCount).byteCount
    }

    /// As `unprotect`, with the reason of a refusal.
    public func outcomeOfUnprotect(_ packet: UnsafeMutableRawBufferPointer, byteCount: Int) -> SRTPOutcome {
        unsafe context.pointee.unprotect(packet, byteCount)
    }

    /// As `unprotectRTCP`, with the reason of a refusal.
    public func outcomeOfUnprotectRTCP(_ packet: UnsafeMutableRawBufferPointer, byteCount: Int) -> SRTPOutcome {
        unsafe context.pointee.unprotectRTCP(packet, byteCount)
    }
}

extension SRTPSession: @unchecked Sendable {}
