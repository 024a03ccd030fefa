import CLinux
import DTLS
import MediaIO
import MediaTypes

/// A socket on this machine that holds a handshake with a port of the box.
final class SecuredSocket {
    let address: TransportAddress
    private(set) var keys: DTLSKeys?
    private let descriptor: Int32
    private var session: DTLSSession
    private let box: TransportAddress

    /// - Parameter port: of the box, on 127.0.0.1
    /// - Returns: nil when the system gives no socket
    init?(port: UInt16, _ identity: DTLSIdentity, _ role: DTLSSession.Role, box fingerprint: CertificateFingerprint) {
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        let code = SocketAddress(TransportAddress(ipv4: 0x7F00_0001, port: 0), isIPv6: false).bind(descriptor)
        address = SocketAddress(boundTo: descriptor).transportAddress
        box = TransportAddress(ipv4: 0x7F00_0001, port: port)
        guard code == 0, let session = try? DTLSSession(identity: identity, role: role, peer: fingerprint, at: Self.now) else {
            close(descriptor)
            return nil
        }
        self.session = session
    }

    deinit { close(descriptor) }

    static var now: MediaTime { MediaTime(nanoseconds: clinux_monotonic_ns()) }

    func send(_ bytes: [UInt8]) { SocketAddress(box, isIPv6: false).send(bytes, on: descriptor) }

    /// Goes on with the handshake.
    func attend() {
        var space = [UInt8](repeating: 0, count: 2_048)
        while case let count = recv(descriptor, &space, space.count, 0), count > 0 { note(session.handle(Array(space[..<count]), at: Self.now)) }
        if let deadline = session.deadline, deadline <= Self.now { note(session.advance(to: Self.now)) }
    }

    private func note(_ actions: [DTLSAction]) {
        for action in actions {
            switch action {
            case .send(let bytes): send(bytes)
            case .connected(let keys): self.keys = keys
            case .failed, .closed: break
            }
        }
    }
}
