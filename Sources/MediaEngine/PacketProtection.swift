import MediaLink
import SRTP

/// SRTP in both directions, or plain RTP: then packets pass as they are.
/// - Realtime: no allocation after init
struct PacketProtection: ~Copyable {
    private struct Sessions: ~Copyable {
        let inbound: SRTPSession
        let outbound: SRTPSession
    }

    /// Nil for plain RTP.
    private let sessions: UnsafeMutablePointer<Sessions>?
    /// Of RTCP where it has other keys than RTP; else nil, and the others serve.
    private let controlSessions: UnsafeMutablePointer<Sessions>?

    /// - Returns: nil when the keys have the wrong length, or libcrypto refuses
    init?(_ keys: SRTPKeys?, control: SRTPKeys? = nil, ssrc: UInt32) {
        guard let sessions = Self.open(keys, ssrc: ssrc) else { return nil }
        guard let controlSessions = Self.open(control, ssrc: ssrc) else {
            Self.close(sessions)
            return nil
        }
        self.sessions = sessions
        self.controlSessions = controlSessions
    }

    deinit {
        Self.close(sessions)
        Self.close(controlSessions)
    }

    /// - Returns: nil when there should be sessions and are none
    private static func open(_ keys: SRTPKeys?, ssrc: UInt32) -> UnsafeMutablePointer<Sessions>?? {
        guard let keys else { return .some(nil) }
        guard let inbound = SRTPSession(profile: keys.profile, key: keys.receive, isInbound: true),
            let outbound = SRTPSession(profile: keys.profile, key: keys.send, outboundSSRC: ssrc) else { return nil }
        let place = UnsafeMutablePointer<Sessions>.allocate(capacity: 1)
        place.initialize(to: Sessions(inbound: inbound, outbound: outbound))
        return .some(place)
    }

    private static func close(_ sessions: UnsafeMutablePointer<Sessions>?) {
        sessions?.deinitialize(count: 1)
        sessions?.deallocate()
    }

    /// - Returns: the new length; 0 when the packet is forged or a replay
    func unprotect(_ packet: UnsafeMutableRawBufferPointer) -> Int {
        sessions?.pointee.inbound.unprotect(packet, byteCount: packet.count) ?? packet.count
    }

    func unprotectRTCP(_ packet: UnsafeMutableRawBufferPointer) -> Int {
        (controlSessions ?? sessions)?.pointee.inbound.unprotectRTCP(packet, byteCount: packet.count) ?? packet.count
    }

    /// - Returns: the new length; 0 when there is no room for the tag
    func protect(_ packet: UnsafeMutableRawBufferPointer, byteCount: Int) -> Int {
        sessions?.pointee.outbound.protect(packet, byteCount: byteCount) ?? byteCount
    }

    func protectRTCP(_ packet: UnsafeMutableRawBufferPointer, byteCount: Int) -> Int {
        (controlSessions ?? sessions)?.pointee.outbound.protectRTCP(packet, byteCount: byteCount) ?? byteCount
    }
}
