// Who answers for the box. Where anybody in the world may come in, that has to be said.
extension ServiceConfiguration {
    /// What opens the box to everybody in the world, in words; nil where only this machine or its house can reach it.
    /// - Parameter own: the addresses of this machine
    public func openDoor(own: [IPAddress]) -> String? {
        let published = [("media.public_address", mediaPublicAddress), ("phone.public_address", phone.isOn ? phone.publicAddress : nil)]
        for (key, host) in published {
            // A name is there to be found.
            if let host, host.address.map({ $0.reach == .world }) ?? true { return "\(key) is \(host)" }
        }
        var bound = [("media.address", mediaAddress)]
        if webPort != 0 { bound.append(("web.address", webAddress)) }
        if phone.isOn { bound.append(("phone.sip_address", phone.sipAddress)) }
        for (key, address) in bound {
            if address.isAny {
                // Sockets at :: take IPv4 too, those at 0.0.0.0 take nothing else.
                let open = own.first { $0.reach == .world && (address == .any || $0.isIPv4) }
                if let open { return "\(open) is an address of this machine" }
            } else if address.reach == .world {
                return "\(key) is \(address)"
            }
        }
        guard phone.isOn, let trunk = trunks.first(where: \.isOutside) else { return nil }
        return "telephones call by \(trunk.server), the trunk \(trunk.name)"
    }

    /// - Parameters:
    ///   - file: where the configuration is, or would be
    ///   - own: the addresses of this machine
    /// - Throws: `noOperator` where everybody in the world may come, and cannot know to whom
    public func checkOperator(file: String?, own: [IPAddress]) throws(ProfileError) {
        guard operatorName == nil || operatorContact == nil, let door = openDoor(own: own) else { return }
        throw .noOperator(file: file ?? "partyline.yaml", lacksName: operatorName == nil, lacksContact: operatorContact == nil, door: door)
    }
}

extension TrunkConfiguration {
    /// Ours: what names end in that mean something within a house only; fritz.box is the router of many.
    private static let houseEndings = [".local", ".localhost", ".lan", ".internal", ".home.arpa", ".box"]

    /// Whether the other side is beyond the house, as far as the configuration tells: nobody is asked for an address.
    var isOutside: Bool {
        if let address = server.address { return address.reach == .world }
        return server.host.contains(".") && !Self.houseEndings.contains { server.host.hasSuffix($0) }
    }
}
