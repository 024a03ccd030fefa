import ICE
import MediaTypes

/// A server's agent with known credentials, and the checks of its peer.
struct Peer {
    static let local = ICECredentials(ufrag: "server00", password: "the server's first password")
    static let remote = ICECredentials(ufrag: "page", password: "the page's first password")
    static let newLocal = ICECredentials(ufrag: "server01", password: "the server's second password")
    static let newRemote = ICECredentials(ufrag: "egap", password: "the page's second password")

    var agent = ICELiteAgent(local: Self.local, remote: Self.remote, at: .zero)
    private var random = SplitMix64(seed: 8)

    static func tuple(_ index: Int) -> TransportAddress { TransportAddress(ipv4: 0xC000_0201, port: UInt16(40_000 + index)) }

    mutating func request(local: ICECredentials = Self.local, remote: ICECredentials = Self.remote) -> STUNMessage {
        var request = STUNMessage(.request, transaction: .random(using: &random))
        request.username = local.ufrag + ":" + remote.ufrag
        request.priority = 1
        request.role = .controlling(7)
        return request
    }

    /// A valid check, and what the agent does about it.
    mutating func check(
        from index: Int, at seconds: Int64 = 0, isNominating: Bool = false, local: ICECredentials = Self.local,
        remote: ICECredentials = Self.remote
    ) -> [ICEAction] {
        var request = request(local: local, remote: remote)
        request.isNominating = isNominating
        return agent.handle(request.write(password: local.password), from: Self.tuple(index), at: .seconds(seconds))
    }

    mutating func handle(_ datagram: [UInt8]) -> [ICEAction] { agent.handle(datagram, from: Self.tuple(0), at: .zero) }
}

extension [ICEAction] {
    /// The messages that are sent.
    var sent: [STUNMessage] {
        compactMap { if case .send(let datagram, to: _) = $0 { parsed(datagram) } else { nil } }
    }

    /// All but those.
    var others: [ICEAction] {
        filter { if case .send = $0 { false } else { true } }
    }
}
