/// What telephones in partyline.yaml lack, and what does not fit together there.
extension ServiceConfiguration {
    func telephoneProblems() -> [ProfileError] {
        portProblems() + pairProblem("phone.certificate", "phone.key") + codecProblems() + trunks.flatMap(problems(of:)) + numberProblems()
    }

    private func contradiction(_ keys: String..., explanation: String) -> [ProfileError] {
        keys.lazy.compactMap { self.places[$0] }.first.map { [.contradiction($0, explanation: explanation)] } ?? []
    }

    // MARK: Ports

    private func portProblems() -> [ProfileError] {
        callProblems() + tcpProblems() + udpProblems()
    }

    private func callProblems() -> [ProfileError] {
        let pairCount = phone.ports.pairCount
        if pairCount == 0 {
            return contradiction(
                "phone.ports", explanation: "phone.ports \(phone.ports) holds no call: one takes an even port and the one above it")
        }
        guard phone.calls > pairCount else { return [] }
        let last: Int = phone.ports.firstEven + 2 * phone.calls - 1
        let remedy = last <= 65_535 ? "write phone.ports: \(phone.ports.first)-\(last), or " : "write "
        return contradiction(
            "phone.calls", "phone.ports",
            explanation: "phone.calls is \(phone.calls), but phone.ports \(phone.ports) holds \(pairCount) calls of two ports each: "
                + "\(remedy)phone.calls: \(pairCount)")
    }

    /// What listens on TCP, of which no two have one port.
    private func tcpProblems() -> [ProfileError] {
        let listeners = [
            ("metrics.port", metricsPort), ("phone.sip_port", phone.sipPort), ("phone.tls_port", phone.tlsPort), ("web.port", webPort), ("web.local_port", webLocalPort),
        ]
        return listeners.indices.prefix(3).flatMap { index in
            listeners[(index + 1)...].flatMap { other -> [ProfileError] in
                let (key, port) = listeners[index]
                guard port != 0, port == other.1 else { return [] }
                return contradiction(key, other.0, explanation: "\(key) and \(other.0) are both \(port): make them different")
            }
        }
    }

    private func udpProblems() -> [ProfileError] {
        guard phone.isOn else { return [] }
        var problems: [ProfileError] = []
        if phone.sipPort == mediaPort {
            problems += contradiction(
                "phone.sip_port", "media.port", explanation: "phone.sip_port and media.port are both \(mediaPort): make them different")
        }
        for (key, port) in [("phone.sip_port", phone.sipPort), ("media.port", mediaPort)] where phone.ports.ports.contains(UInt16(clamping: port)) {
            problems += contradiction(
                "phone.ports", key, explanation: "\(key) \(port) is one of phone.ports \(phone.ports), which are for the voices of calls: write another")
        }
        return problems
    }

    private func codecProblems() -> [ProfileError] {
        PhoneCodec.allCases.filter { codec in phone.codecs.count { $0 == codec } > 1 }.prefix(1).flatMap {
            contradiction("phone.codecs", explanation: "phone.codecs has \($0.rawValue) twice: keep one")
        }
    }

    // MARK: Trunks

    private func problems(of trunk: TrunkConfiguration) -> [ProfileError] {
        missing(trunk) + passwordProblems(trunk) + transportProblems(trunk)
    }

    private func isWritten(_ key: String, of trunk: TrunkConfiguration) -> Bool { places["trunks.\(trunk.name).\(key)"] != nil }

    private func missing(_ trunk: TrunkConfiguration) -> [ProfileError] {
        guard let place = places["trunks.\(trunk.name)"] else { return [] }
        var problems: [ProfileError] = []
        if !isWritten("server", of: trunk) {
            problems.append(
                .missingKey(place, key: "trunks.\(trunk.name).server", needs: "the provider's server or the home router, such as sip.example.org"))
        }
        if !isWritten("user", of: trunk), trunk.registers || trunk.passwordSource != nil {
            let rest = trunk.registers ? "the account's name or number; or write register: off if the other side knows us by our address"
                : "the account's name or number, which goes with the password"
            problems.append(.missingKey(place, key: "trunks.\(trunk.name).user", needs: rest))
        }
        return problems
    }

    private func passwordProblems(_ trunk: TrunkConfiguration) -> [ProfileError] {
        let prefix = "trunks.\(trunk.name)"
        if trunk.passwordFile != nil, trunk.passwordVariable != nil {
            return contradiction(
                "\(prefix).password_env", explanation: "\(prefix) has both password_file and password_env: write the one that holds the password")
        }
        return trunk.passwordSource != nil ? [] : ["auth_user", "realm"].flatMap { key in
            contradiction(
                "\(prefix).\(key)", explanation: "\(prefix).\(key) goes with a password: write password_file or password_env too, or leave it out")
        }
    }

    private func transportProblems(_ trunk: TrunkConfiguration) -> [ProfileError] {
        let prefix = "trunks.\(trunk.name)"
        var problems: [ProfileError] = []
        if trunk.transport != .tls {
            if trunk.encryption == .sdes {
                problems += contradiction(
                    "\(prefix).encryption",
                    explanation: "\(prefix).encryption is sdes, but over \(trunk.transport.rawValue) everybody on the way can read its keys: "
                        + "write transport: tls, or encryption: none")
            }
            for key in ["ca_file", "certificate_check"] {
                problems += contradiction(
                    "\(prefix).\(key)",
                    explanation: "\(prefix).\(key) is for TLS, but transport is \(trunk.transport.rawValue): write transport: tls, or leave it out")
            }
        } else if trunk.authorities != nil, !trunk.checksCertificate {
            problems += contradiction(
                "\(prefix).ca_file",
                explanation: "\(prefix).ca_file is not looked at while certificate_check is off: leave one of the two out")
        }
        if trunk.transport != .tls, phone.isOn, phone.sipPort == 0 {
            problems += contradiction(
                "phone.sip_port", prefix,
                explanation: "\(prefix).transport is \(trunk.transport.rawValue), but phone.sip_port is 0: write phone.sip_port: 5060, or transport: tls")
        }
        return problems
    }

    // MARK: Numbers

    private func numberProblems() -> [ProfileError] {
        numbers.flatMap { entry -> [ProfileError] in
            guard let wanted = entry.trunk, !trunks.contains(where: { $0.name == wanted }) else { return [] }
            let key = "numbers.\(entry.number?.description ?? NumberConfiguration.anyNumber).trunk"
            let near = NearNames.to(wanted, among: trunks.map(\.name))
            let hint = near.isEmpty ? "write it beneath trunks, or leave this out" : "did you mean \(near.joined(separator: " or "))?"
            return contradiction(key, explanation: "\(key) is \(wanted), but no trunk has that name: \(hint)")
        }
    }
}
