import Glibc
import MediaTypes
import Profiles

/// Whether the server can have its ports, or has them if it runs. Whether the world reaches them, nobody inside can tell.
struct PortCheck {
    let ports: [WantedPort]
    let isServerRunning: Bool

    func findings() -> [Finding] {
        let findings = ports.compactMap { isServerRunning ? absence(of: $0) : obstacle(to: $0, as: .binding($0.transport, $0.address)) }
        if !findings.isEmpty { return findings }
        let names = ports.map(\.name).joined(separator: ", ")
        return [.good(.ports, isServerRunning ? "the server has \(names)" : "\(names): free for the server")]
    }

    /// Why a server that is to be started cannot have a port.
    func obstacle(to port: WantedPort, as trial: PortTrial) -> Finding? {
        let other = "set \(port.key) in partyline.yaml"
        switch trial {
        case .free: return nil
        case .taken:
            let list = port.transport == .udp ? "ss -lunp" : "ss -ltnp"
            return .problem(
                .ports, "another program has \(port.name)", remedy: "stop it (sudo \(list) 'sport = :\(port.address.port)' says which it is), or \(other)")
        case .notPermitted:
            return .problem(
                .ports, "\(port.name) needs a permission, as ports below 1024 do",
                remedy: "\(other) to a higher one; or as a service: AmbientCapabilities=CAP_NET_BIND_SERVICE in the unit")
        case .notHere:
            let group = port.key.hasPrefix("phone") ? "phone.sip_address" : port.key.hasPrefix("web") ? "web.address" : "media.address"
            return .problem(
                .ports, "this machine does not have the address \(port.address.addressText) for \(port.name)",
                remedy: "set \(group) in partyline.yaml to one of \"ip address\", or leave it out for all")
        case .refused(let code):
            return .problem(.ports, "\(port.name) cannot be had: \(String(cString: strerror(code)))", remedy: other)
        }
    }

    /// What a server that runs does not listen at.
    private func absence(of port: WantedPort) -> Finding? {
        let isHeld = port.transport == .tcp ? PortTrial.isAnswered(port.address) : PortTrial.binding(.udp, port.address) == .taken
        if isHeld { return nil }
        return .problem(
            .ports, "a server runs, but nobody listens at \(port.name)",
            remedy: "\(port.key) was probably changed since it was started: stop it and start it again")
    }
}

/// Whether enough of the ports of calls are free. While a server runs its calls have some, and it is not asked.
struct CallPortCheck {
    let range: PortRange
    /// The most calls at a time.
    let calls: Int
    /// Where they are bound.
    let address: IPAddress

    func finding() -> Finding {
        let ports = range.ports.map { port in PortTrial.binding(.udp, address.at(Int(port))) == .free ? port : nil }
        let free = zip(ports, ports.dropFirst()).count { even, odd in even.map { $0 % 2 == 0 } == true && odd != nil }
        if free >= calls { return .good(.ports, "UDP \(range): free for \(free) calls at a time") }
        let found = "UDP \(range), the ports of calls, are free for \(free) calls at a time of \(calls)"
        let remedy = "stop who has them (sudo ss -lunp), or set phone.ports in partyline.yaml to others"
        return free == 0 ? .problem(.ports, found, remedy: remedy) : .hint(.ports, found, remedy: remedy)
    }
}
