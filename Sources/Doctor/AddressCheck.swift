import MediaTypes
import Profiles

/// From how far away people can come: by the machine's own addresses, or by the one that the configuration tells.
struct AddressCheck {
    /// `media.public_address`
    let publicHost: PublicHost?
    /// What a name leads to.
    let lookUp: (String) -> [IPAddress]
    /// `media.address`
    let bound: IPAddress
    /// The machine's.
    let own: [IPAddress]
    /// What has to reach the machine: `TCP 8443, UDP 5004`.
    let ports: String

    func finding() -> Finding {
        if bound.reach == .thisMachine {
            return .hint(
                .address, "media.address \(bound) lets in only who is on this machine",
                remedy: "leave it out of partyline.yaml, then the box is at all its addresses")
        }
        guard let publicHost else { return findingOfOwn }
        if let address = publicHost.address { return finding(of: address, written: "\(address)") }
        let found = lookUp(publicHost.text)
        if let address = PublicHost.chosen(from: found) { return finding(of: address, written: "\(publicHost) (\(address))") }
        if let address = found.first {
            return .problem(
                .address, "media.public_address \(publicHost) leads to \(address), this machine itself",
                remedy: "take \(publicHost) out of /etc/hosts")
        }
        return .problem(
            .address, "media.public_address \(publicHost) leads to no address: the line is down, or nobody knows this name",
            remedy: "look at the status page of the router, and at the name with whoever keeps it: getent ahosts \(publicHost)")
    }

    /// Without a public address in the configuration.
    private var findingOfOwn: Finding {
        if let address = own.first(where: { $0.isIPv4 && $0.reach == .world }) {
            return .good(.address, "\(address) is this machine's own: a firewall has to let in \(ports)")
        }
        let house = own.filter { $0.isIPv4 && $0.reach == .house }
        if let address = own.first(where: { $0.reach == .world }) {
            return .hint(
                .address, "from outside the box is reached by IPv6 alone, at \(address), which many have not", remedy: forwarding(to: house.first))
        }
        guard let address = own.first(where: { $0.reach == .house }) else {
            return .problem(.address, "this machine has no address at which others could reach it", remedy: "connect it to the network: ip address")
        }
        return .hint(
            .address, "\(address) is private: who is in the same network can come, who is outside cannot", remedy: forwarding(to: address))
    }

    private func finding(of address: IPAddress, written: String) -> Finding {
        let isOwn = own.contains(address)
        switch address.reach {
        case .world where isOwn:
            return .good(.address, "media.public_address \(written) is this machine's own: a firewall has to let in \(ports)")
        case .world:
            return .hint(
                .address, "media.public_address \(written) is not this machine's own: a router has to forward to it, which cannot be tested from inside",
                remedy: "have the router forward \(ports)\(arrow(own.first { $0.reach == .house })), then try a link with a telephone that is not in "
                    + "the wireless network")
        case .house where isOwn:
            return .hint(
                .address, "media.public_address \(written) is private: who is outside cannot come", remedy: forwarding(to: address))
        case .house, .thisMachine:
            return .problem(
                .address, "media.public_address \(written) leads nobody here, from outside or from inside",
                remedy: "write the address that the router has outside, or leave media.public_address out")
        }
    }

    private func forwarding(to address: IPAddress?) -> String {
        "to let them in, have the router forward \(ports)\(arrow(address)), and write its address outside as media.public_address"
    }

    private func arrow(_ address: IPAddress?) -> String { address.map { " to \($0)" } ?? "" }
}
