/// Answers challenges with one account. It answers for its own realm alone: whoever can make us send a request somewhere else, or answers
/// in another's name, does not get a digest to guess the password from.
/// - Source: RFC 3261 section 22; RFC 7616 section 3.4
public struct DigestClient: Sendable {
    /// What can come of a challenge.
    public enum Outcome: Sendable, Hashable {
        /// Send the request again, with this field.
        case answer(DigestAuthorization)
        /// The answer to this very nonce was refused: the password or the name is wrong.
        case wrongPassword
        /// In a realm that is not ours; its name, for a person to compare.
        case otherRealm(String)
        /// Nothing there that we could answer: another scheme or algorithm.
        case unanswerable
    }

    private let username: String
    private let password: String
    private let realm: String
    /// The challenge in use, and how often.
    private var current: DigestChallenge?
    private var count: UInt32 = 0
    private var cnonce = ""

    /// - Shape: realm: exactly as the other side writes it
    public init(username: String, password: String, realm: String) {
        self.username = username
        self.password = password
        self.realm = realm
    }

    /// Looks at a 401 or 407 to a request of ours.
    /// - Shape: tries: answers that this request had already; 0 when it went out without one
    public mutating func handle(
        _ response: SIPResponse, to method: SIPMethod, uri: URI, tries: Int, using identifiers: inout IdentifierSource
    ) -> Outcome {
        let challenges = DigestChallenge.all(in: response)
        guard let first = challenges.first else { return .unanswerable }
        guard let challenge = challenges.first(where: { $0.realm == realm }) else { return .otherRealm(first.realm) }
        // A new nonce without "stale" after an answer of ours, again and again, is a refusal too.
        if tries > 0, !challenge.isStale || tries >= Chosen.credentialTries { return .wrongPassword }
        use(challenge, &identifiers)
        return .answer(authorization(challenge, method, uri))
    }

    /// For a request that we expect to be asked for: saves a round trip while the nonce lives. Nil before the first challenge.
    public mutating func anticipate(_ method: SIPMethod, uri: URI) -> DigestAuthorization? {
        guard let current, current.offersAuth else { return nil }
        return authorization(current, method, uri)
    }

    /// Forgets the nonce.
    public mutating func forget() { current = nil }

    private mutating func use(_ challenge: DigestChallenge, _ identifiers: inout IdentifierSource) {
        if current?.nonce != challenge.nonce {
            count = 0
            cnonce = identifiers.token()
        }
        current = challenge
    }

    private mutating func authorization(_ challenge: DigestChallenge, _ method: SIPMethod, _ uri: URI) -> DigestAuthorization {
        count &+= 1
        return DigestAuthorization(
            to: challenge, username: username, password: password, method: method, uri: uri.text, cnonce: cnonce, count: count)
    }
}
