import CSRTP
import SRTP

/// libsrtp as a second opinion: the same operations, by other people's code.
final class Libsrtp {
    private let session: srtp_t

    /// libsrtp wants to be started once in a process, before anything else.
    private static let isReady = srtp_init() == srtp_err_status_ok

    /// For any SSRC.
    init(_ profile: SRTPProfile, key: [UInt8], isInbound: Bool) throws {
        guard Self.isReady else { throw NotBuilt() }
        var policy = srtp_policy_t()
        switch profile {
        case .aesCM128SHA1_80:
            srtp_crypto_policy_set_rtp_default(&policy.rtp)
            srtp_crypto_policy_set_rtcp_default(&policy.rtcp)
        case .aesCM128SHA1_32:
            srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32(&policy.rtp)
            srtp_crypto_policy_set_rtcp_default(&policy.rtcp)
        case .aeadAES128GCM:
            srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtp)
            srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtcp)
        }
        policy.ssrc = srtp_ssrc_t(type: isInbound ? ssrc_any_inbound : ssrc_any_outbound, value: 0)
        policy.window_size = 128
        var key = key
        var made: srtp_t?
        let status = key.withUnsafeMutableBufferPointer {
            policy.key = $0.baseAddress
            return srtp_create(&made, &policy)
        }
        guard status == srtp_err_status_ok, let made else { throw NotBuilt() }
        session = made
    }

    deinit { _ = srtp_dealloc(session) }

    func protected(_ packet: [UInt8]) -> [UInt8] { changed(packet, srtp_protect) }
    func protectedRTCP(_ packet: [UInt8]) -> [UInt8] { changed(packet, srtp_protect_rtcp) }
    func unprotected(_ packet: [UInt8]) -> [UInt8] { changed(packet, srtp_unprotect) }
    func unprotectedRTCP(_ packet: [UInt8]) -> [UInt8] { changed(packet, srtp_unprotect_rtcp) }

    private typealias Operation = (srtp_t?, UnsafeMutableRawPointer?, UnsafeMutablePointer<Int32>?) -> srtp_err_status_t

    /// - Returns: nothing when it is refused
    private func changed(_ packet: [UInt8], _ operation: Operation) -> [UInt8] {
        var buffer = packet + [UInt8](repeating: 0, count: Int(SRTP_MAX_TRAILER_LEN) + 4)
        var length = Int32(packet.count)
        let status = buffer.withUnsafeMutableBytes { operation(session, $0.baseAddress, &length) }
        return status == srtp_err_status_ok ? Array(buffer[..<Int(length)]) : []
    }
}
