#if !hasFeature(Embedded)
import CSRTP
import MediaTypes

/// One direction of SRTP and SRTCP under one master key; packets are changed in place.
/// - Shape: packets start at a multiple of 4 bytes in memory, as libsrtp asks
/// - Realtime: no allocation of our own. libsrtp allocates an SSRC's state at its first genuine packet, unless it was named at init;
///   and libsrtp on NSS, as Debian builds it, allocates and frees within every call (README.md)
/// - Threads: one at a time
/// - Source: RFC 3711, RFC 7714
@safe public struct SRTPSession: ~Copyable {
    /// Ours: a stream may start anew with another SSRC, but memory is not for a participant to take.
    public static var maximumSources: Int { 16 }
    /// Ours: packets later than this are refused, unseen or not; twice what RFC 3711 section 3.3.2 asks for.
    static var replayWindow: Int { 128 }
    /// What libsrtp may write behind a packet, whatever the profile.
    public static var trailerRoomBytes: Int { Int(SRTP_MAX_TAG_LEN + SRTP_MAX_MKI_LEN) + 4 }

    private let session: srtp_t
    private let sources: UnsafeMutablePointer<SourceList>

    /// A session for any SSRC.
    /// - Shape: key: master key, then master salt: `profile.keyBytes` bytes. They are the caller's to wipe; no copy is made here
    /// - Returns: nil when the key's length is wrong or libsrtp refuses
    public init?(profile: SRTPProfile, key: Span<UInt8>, isInbound: Bool) {
        self.init(profile, key, srtp_ssrc_t(type: isInbound ? ssrc_any_inbound : ssrc_any_outbound, value: 0))
    }

    public init?(profile: SRTPProfile, key: [UInt8], isInbound: Bool) {
        self.init(profile: profile, key: key.span, isInbound: isInbound)
    }

    /// A session for sending with one SSRC: everything is allocated here.
    public init?(profile: SRTPProfile, key: Span<UInt8>, outboundSSRC: UInt32) {
        self.init(profile, key, srtp_ssrc_t(type: ssrc_specific, value: outboundSSRC))
    }

    public init?(profile: SRTPProfile, key: [UInt8], outboundSSRC: UInt32) {
        self.init(profile: profile, key: key.span, outboundSSRC: outboundSSRC)
    }

    private init?(_ profile: SRTPProfile, _ key: Span<UInt8>, _ ssrc: srtp_ssrc_t) {
        guard Self.libraryIsReady, key.count == profile.keyBytes else { return nil }
        let created = unsafe key.withUnsafeBufferPointer { key in
            var policy = unsafe srtp_policy_t()
            unsafe Self.choose(profile, &policy)
            unsafe policy.ssrc = ssrc
            // libsrtp only reads the key: it derives its own from it.
            unsafe policy.key = UnsafeMutablePointer(mutating: key.baseAddress)
            unsafe policy.window_size = UInt(Self.replayWindow)
            var session: srtp_t?
            return unsafe srtp_create(&session, &policy) == srtp_err_status_ok ? session : nil
        }
        guard let created = unsafe created else { return nil }
        unsafe session = created
        unsafe sources = .allocate(capacity: 1)
        unsafe sources.initialize(to: SourceList())
    }

    deinit {
        // Wipes the keys, too.
        _ = unsafe srtp_dealloc(session)
        unsafe sources.deallocate()
    }

    /// Encrypts an RTP packet and appends its tag.
    /// - Shape: packet: the whole buffer, `trailerRoomBytes` longer than the packet of `byteCount` bytes in it
    /// - Returns: the new length; 0 when it is no RTP packet, there is no room, or the sequence number was used before
    public func protect(_ packet: UnsafeMutableRawBufferPointer, byteCount: Int) -> Int {
        unsafe protect(packet, byteCount, with: srtp_protect)
    }

    /// Encrypts a compound RTCP packet, appends index and tag.
    /// - Shape: as `protect`
    public func protectRTCP(_ packet: UnsafeMutableRawBufferPointer, byteCount: Int) -> Int {
        unsafe protect(packet, byteCount, with: srtp_protect_rtcp)
    }

    /// Checks and decrypts an SRTP packet.
    /// - Returns: the length of the RTP packet; 0 when it is refused
    public func unprotect(_ packet: UnsafeMutableRawBufferPointer, byteCount: Int) -> Int {
        unsafe outcomeOfUnprotect(packet, byteCount: byteCount).byteCount
    }

    /// Checks and decrypts an SRTCP packet.
    /// - Returns: the length of the RTCP packet; 0 when it is refused
    public func unprotectRTCP(_ packet: UnsafeMutableRawBufferPointer, byteCount: Int) -> Int {
        unsafe outcomeOfUnprotectRTCP(packet, byteCount: byteCount).byteCount
    }

    /// As `unprotect`, with the reason of a refusal.
    public func outcomeOfUnprotect(_ packet: UnsafeMutableRawBufferPointer, byteCount: Int) -> SRTPOutcome {
        unsafe unprotect(packet, byteCount, ssrcOffset: 8, with: srtp_unprotect)
    }

    /// As `unprotectRTCP`, with the reason of a refusal.
    public func outcomeOfUnprotectRTCP(_ packet: UnsafeMutableRawBufferPointer, byteCount: Int) -> SRTPOutcome {
        unsafe unprotect(packet, byteCount, ssrcOffset: 4, with: srtp_unprotect_rtcp)
    }

    private typealias Operation = (srtp_t?, UnsafeMutableRawPointer?, UnsafeMutablePointer<Int32>?) -> srtp_err_status_t

    private func protect(_ packet: UnsafeMutableRawBufferPointer, _ byteCount: Int, with operation: Operation) -> Int {
        guard byteCount >= 8, byteCount <= packet.count &- Self.trailerRoomBytes, var length = Int32(exactly: byteCount) else { return 0 }
        let status = unsafe operation(session, packet.baseAddress, &length)
        return status == srtp_err_status_ok ? Int(length) : 0
    }

    private func unprotect(
        _ packet: UnsafeMutableRawBufferPointer, _ byteCount: Int, ssrcOffset: Int, with operation: Operation
    ) -> SRTPOutcome {
        guard byteCount >= 0, byteCount <= packet.count, var length = Int32(exactly: byteCount),
            let ssrc = unsafe RawSpan(_unsafeBytes: packet).extracting(first: byteCount).uint32(at: ssrcOffset)
        else { return .malformed }
        let isKnown = unsafe sources.pointee.contains(ssrc)
        guard unsafe isKnown || !sources.pointee.isFull else { return .tooManySources }
        switch unsafe operation(session, packet.baseAddress, &length) {
        case srtp_err_status_ok:
            if !isKnown { unsafe sources.pointee.insert(ssrc) }
            return .accepted(byteCount: Int(length))
        case srtp_err_status_replay_fail, srtp_err_status_replay_old, srtp_err_status_pkt_idx_old: return .replayed
        case srtp_err_status_auth_fail: return .forged
        default: return .malformed
        }
    }

    private static func choose(_ profile: SRTPProfile, _ policy: inout srtp_policy_t) {
        switch profile {
        case .aesCM128SHA1_80:
            unsafe srtp_crypto_policy_set_rtp_default(&policy.rtp)
            unsafe srtp_crypto_policy_set_rtcp_default(&policy.rtcp)
        case .aesCM128SHA1_32:
            unsafe srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32(&policy.rtp)
            unsafe srtp_crypto_policy_set_rtcp_default(&policy.rtcp)
        case .aeadAES128GCM:
            unsafe srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtp)
            unsafe srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtcp)
        }
    }

    /// libsrtp wants to be started once in a process, before anything else.
    private static let libraryIsReady = srtp_init() == srtp_err_status_ok
}

extension SRTPSession: @unchecked Sendable {}

/// The SSRCs that a session keeps state for.
private struct SourceList {
    private var ssrcs = InlineArray<16, UInt32>(repeating: 0)
    private var count = 0

    var isFull: Bool { count == SRTPSession.maximumSources }

    func contains(_ ssrc: UInt32) -> Bool {
        for index in 0..<count where ssrcs[index] == ssrc { return true }
        return false
    }

    mutating func insert(_ ssrc: UInt32) {
        guard !isFull else { return }
        ssrcs[count] = ssrc
        count &+= 1
    }
}
#endif
