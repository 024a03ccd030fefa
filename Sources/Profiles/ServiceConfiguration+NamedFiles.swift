extension ServiceConfiguration {
    /// A file that partyline.yaml names and that is neither a room, a profile nor a prompt.
    public struct NamedFile: Sendable, Hashable {
        /// The key that names it: `trunks.home.password_file`.
        public let key: String
        public let path: String
        /// Passwords and private keys; certificates are for everybody.
        public let isSecret: Bool
    }

    /// All of them, in the order of the keys.
    public var namedFiles: [NamedFile] {
        var files: [NamedFile] = []
        func note(_ key: String, _ path: String?, isSecret: Bool = false) {
            if places[key] != nil, let path { files.append(NamedFile(key: key, path: path, isSecret: isSecret)) }
        }
        note("web.certificate", webCertificate)
        note("web.key", webKey, isSecret: true)
        note("web.turn.secret_file", turn.secretFile, isSecret: true)
        note("phone.certificate", phone.certificate)
        note("phone.key", phone.key, isSecret: true)
        for trunk in trunks {
            note("trunks.\(trunk.name).ca_file", trunk.authorities)
            note("trunks.\(trunk.name).password_file", trunk.passwordFile, isSecret: true)
        }
        for hook in webhooks { note("webhooks.\(hook.name).secret_file", hook.secretFile, isSecret: true) }
        return files
    }
}
