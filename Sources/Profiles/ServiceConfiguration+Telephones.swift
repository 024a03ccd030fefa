/// Telephones in partyline.yaml: the keys, what they have by default, and where a call leads.
extension ServiceConfiguration {
    /// Where a call leads that has come in.
    public struct CallDestination: Sendable, Hashable {
        /// Nil: any, by its number or PIN.
        public let room: String?
        /// What the caller is spoken to in.
        public let language: PromptLanguage

        public init(room: String?, language: PromptLanguage) {
            self.room = room
            self.language = language
        }
    }

    /// What the entry of the number says; without one what the trunk says, then `phone`.
    /// - Parameters:
    ///   - dialled: the user part of the URI that was called, as it came
    ///   - trunk: the name of the trunk by which the call came; nil for a caller from `phone.allow`
    public func destination(dialled: String, trunk: String?) -> CallDestination {
        let account = trunks.first { $0.name == trunk }
        let language = account?.language ?? phone.language
        // An entry without a room leads to any.
        guard let entry = numbers.entry(dialled: dialled, trunk: trunk) else {
            return CallDestination(room: account?.room ?? phone.room, language: language)
        }
        return CallDestination(room: entry.room, language: entry.language ?? language)
    }

    // MARK: Keys

    static let telephones = PhoneConfiguration.settings.map { part in
        Setting<ServiceConfiguration>("phone.\(part.key)", part, load: { $0.phone }, store: { $1.phone = $0 })
    }

    static let trunkFamily = SettingFamily<ServiceConfiguration>(
        "trunks", placeholder: "NAME", needs: "a name (\(PlainName.needs)) such as provider", of: TrunkConfiguration.settings,
        name: { PlainName.isValid($0) ? $0 : nil },
        load: { name, root in root.trunks.first { $0.name == name } ?? TrunkConfiguration(name) },
        store: { name, trunk, root in
            if let index = root.trunks.firstIndex(where: { $0.name == name }) { root.trunks[index] = trunk } else { root.trunks.append(trunk) }
        })

    static let numberFamily = SettingFamily<ServiceConfiguration>(
        "numbers", placeholder: "NUMBER", needs: "a telephone number such as +4930123456 or 200, or \"*\" for every other",
        of: NumberConfiguration.settings,
        name: { $0 == NumberConfiguration.anyNumber ? $0 : PhoneNumber($0)?.description },
        load: { name, root in
            let number = PhoneNumber(name)
            return root.numbers.first { $0.number == number } ?? NumberConfiguration(number)
        },
        store: { _, entry, root in
            if let index = root.numbers.firstIndex(where: { $0.number == entry.number }) {
                root.numbers[index] = entry
            } else {
                root.numbers.append(entry)
            }
        })

    // MARK: Defaults

    /// What holds for telephones where the file is silent.
    mutating func settleTelephones() {
        if places["phone.sip_port"] == nil, !trunks.isEmpty || !numbers.isEmpty || !phone.allow.isEmpty { phone.sipPort = 5_060 }
        if places["phone.certificate"] == nil, places["phone.key"] == nil { (phone.certificate, phone.key) = (webCertificate, webKey) }
        if phone.publicAddress == nil { phone.publicAddress = mediaPublicAddress }
        if places["phone.calls"] == nil { phone.calls = max(1, min(phone.calls, phone.ports.pairCount)) }
    }
}
