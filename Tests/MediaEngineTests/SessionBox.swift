import SRTP

/// An SRTP session in a box of its own.
///
/// Swift 6.3.1 without optimisation calls through `optional?.method()` inside a closure even where an optional of a type that cannot be
/// copied is nil; an optional reference to a box does not have that trouble.
final class SessionBox {
    private let session: SRTPSession

    init(_ session: consuming SRTPSession) { self.session = session }

    convenience init?(_ session: consuming SRTPSession?) {
        guard let session = session.take() else { return nil }
        self.init(session)
    }

    func protect(_ packet: UnsafeMutableRawBufferPointer, byteCount: Int) -> Int { session.protect(packet, byteCount: byteCount) }

    func protectedRTCP(_ packet: [UInt8]) -> [UInt8] {
        var protected = packet + [UInt8](repeating: 0, count: SRTPSession.trailerRoomBytes)
        let length = protected.withUnsafeMutableBytes { session.protectRTCP($0, byteCount: packet.count) }
        return Array(protected[..<length])
    }

    /// - Returns: the packet without its protection; empty when it is refused
    func unprotected(_ packet: [UInt8], isRTCP: Bool) -> [UInt8] {
        var packet = packet
        let length = packet.withUnsafeMutableBytes { isRTCP ? session.unprotectRTCP($0, byteCount: $0.count) : session.unprotect($0, byteCount: $0.count) }
        return Array(packet[..<length])
    }
}
