/// An account at a provider, or at a home router.
public struct TrunkAccount: Sendable, Hashable {
    /// The registrar's domain, as in the address of record.
    public let domain: String
    /// The name or number that is registered.
    public let user: String
    /// For the digest; usually the user.
    public let authenticationName: String
    public let password: String
    /// Whose challenges are answered, exactly as they name it.
    public let realm: String

    /// - Shape: authenticationName: default the user; realm: default the domain
    public init(domain: String, user: String, authenticationName: String? = nil, password: String, realm: String? = nil) {
        self.domain = domain
        self.user = user
        self.authenticationName = authenticationName ?? user
        self.password = password
        self.realm = realm ?? domain
    }

    var digest: DigestClient { DigestClient(username: authenticationName, password: password, realm: realm) }
    /// Whom we register, and as whom we call.
    var address: URI { .sip(SIPURI(user: user, host: domain)) }
    var registrar: URI { .sip(SIPURI(user: nil, host: domain)) }
}
