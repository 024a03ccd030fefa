import MediaTypes
import Profiles

/// A port that the configuration asks for.
struct WantedPort: Sendable, Equatable {
    enum Transport: String, Sendable { case udp = "UDP", tcp = "TCP" }

    let transport: Transport
    /// Where it is to be bound.
    let address: TransportAddress
    /// What in partyline.yaml sets it.
    let key: String

    var name: String { "\(transport.rawValue) \(address.port)" }
}

extension ServiceConfiguration {
    /// All but those of calls, which come and go.
    var wantedPorts: [WantedPort] {
        var ports = [WantedPort(transport: .udp, address: mediaBind, key: "media.port")]
        if webPort != 0 { ports.append(WantedPort(transport: .tcp, address: webBind, key: "web.port")) }
        if webLocalPort != 0 {
            let local = TransportAddress(ipv4: 0x7F00_0001, port: UInt16(clamping: webLocalPort))
            ports.append(WantedPort(transport: .tcp, address: local, key: "web.local_port"))
        }
        if phone.sipPort != 0 {
            let sip = phone.sipAddress.at(phone.sipPort)
            ports += [WantedPort.Transport.udp, .tcp].map { WantedPort(transport: $0, address: sip, key: "phone.sip_port") }
        }
        if phone.tlsPort != 0 { ports.append(WantedPort(transport: .tcp, address: phone.sipAddress.at(phone.tlsPort), key: "phone.tls_port")) }
        if metricsPort != 0 { ports.append(WantedPort(transport: .tcp, address: metricsAddress.at(metricsPort), key: "metrics.port")) }
        return ports
    }

    /// What a router has to forward, and a firewall to let in: `TCP 8443, UDP 5004`.
    var forwardedPorts: String {
        let ports = wantedPorts.filter { !["web.local_port", "metrics.port"].contains($0.key) }.map(\.name) + (phone.isOn ? ["UDP \(phone.ports)"] : [])
        return ports.joined(separator: ", ")
    }
}

extension IPAddress {
    func at(_ port: Int) -> TransportAddress { TransportAddress(high: high, low: low, port: UInt16(clamping: port)) }
}
