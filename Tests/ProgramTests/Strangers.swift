import CLinux
import DTLS
import Glibc
import ICE
import MediaIO
import MediaTypes

/// People at many addresses of this machine who have no business with the box, and send it what those send who have.
final class Strangers {
    private let sockets: [Int32]
    private let hello: [UInt8]
    private var random: SplitMix64
    private(set) var sent = 0

    init(_ count: Int, at box: TransportAddress, seed: UInt64) throws {
        random = SplitMix64(seed: seed)
        sockets = (0..<count).map { index in
            let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
            let own = TransportAddress(ipv4: 0x7F02_0000 + UInt32(index + 1), port: 0)
            _ = SocketAddress(own, isIPv6: false).bind(descriptor)
            _ = SocketAddress(box, isIPv6: false).connect(descriptor)
            return descriptor
        }
        let identity = try DTLSIdentity()
        var session = try DTLSSession(identity: identity, role: .client, peer: identity.fingerprint, at: .zero)
        hello = session.advance(to: .zero).lazy.compactMap { if case .send(let bytes) = $0 { bytes } else { nil } }.first ?? []
    }

    deinit { sockets.forEach { _ = close($0) } }

    /// A hello from each, and a check from each that says a name which it has read on the way and not the password.
    func spray(_ ufrags: [String]) {
        for descriptor in sockets {
            send(descriptor, hello)
            var check = STUNMessage(.request, transaction: .random(using: &random))
            check.username = (ufrags.randomElement(using: &random) ?? "nobody") + ":stranger"
            check.priority = 1
            check.role = .controlling(random.next())
            check.isNominating = true
            send(descriptor, check.write(password: "what a stranger believes it is"))
        }
    }

    private func send(_ descriptor: Int32, _ bytes: [UInt8]) {
        if bytes.withUnsafeBytes({ Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }) > 0 { sent += 1 }
    }

    /// What the box has said to all of them.
    var bytesHeard: Int {
        var space = [UInt8](repeating: 0, count: 1_500)
        return sockets.reduce(0) { sum, descriptor in
            var heard = sum
            while case let count = recv(descriptor, &space, space.count, 0), count > 0 { heard += count }
            return heard
        }
    }
}
