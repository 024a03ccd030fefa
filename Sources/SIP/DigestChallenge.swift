/// What somebody wants to see before he serves us: one WWW-Authenticate or Proxy-Authenticate field.
/// - Source: RFC 7616 section 3.3; RFC 8760 section 2 for SIP
public struct DigestChallenge: Sendable, Hashable {
    public let realm: String
    public let nonce: String
    public let opaque: String?
    public let algorithm: DigestAlgorithm
    /// Whether qop is among what is offered; without it the answer is that of RFC 2069.
    public let offersAuth: Bool
    /// Whether only the nonce of our last try was too old, and the password right.
    public let isStale: Bool
    /// Proxy-Authenticate.
    public let isProxy: Bool

    /// Reads one field; nil for another scheme, an unknown algorithm, and a qop without auth, which nobody can answer.
    public init?(parsing text: String, isProxy: Bool) {
        var scanner = TextScanner(text)
        scanner.skipBlanks()
        guard let scheme = scanner.token(), Text.areSame(scheme, "Digest"), let parameters = Self.parameters(scanner.rest) else {
            return nil
        }
        guard let realm = parameters["realm"], let nonce = parameters["nonce"], !nonce.isEmpty,
            let algorithm = DigestAlgorithm(name: parameters["algorithm"])
        else { return nil }
        let offers = parameters["qop"].map {
            $0.utf8.split { $0 == UInt8(ascii: ",") }.map { Text.lowercased(Text.trimmed(String(decoding: $0, as: UTF8.self))) }
        }
        guard offers?.contains("auth") ?? true else { return nil }
        self.realm = realm
        self.nonce = nonce
        opaque = parameters["opaque"]
        self.algorithm = algorithm
        offersAuth = offers != nil
        isStale = parameters["stale"].map { Text.areSame($0, "true") } ?? false
        self.isProxy = isProxy
    }

    /// name=value with commas between them; of two of a name, none can be trusted.
    static func parameters(_ text: String) -> [String: String]? {
        guard let elements = Text.elements(text) else { return nil }
        var parameters: [String: String] = [:]
        for element in elements {
            var scanner = TextScanner(element)
            guard let name = scanner.token(), scanner.takeSeparator("=") else { return nil }
            guard parameters.updateValue(Parameters.unquoted(scanner.rest), forKey: Text.lowercased(name)) == nil else { return nil }
        }
        return parameters
    }

    /// All that a response asks for and we could answer, the best first.
    public static func all(in response: SIPResponse) -> [DigestChallenge] {
        let server = response.headers.fields("WWW-Authenticate").compactMap { DigestChallenge(parsing: $0.value, isProxy: false) }
        let proxy = response.headers.fields("Proxy-Authenticate").compactMap { DigestChallenge(parsing: $0.value, isProxy: true) }
        let wanted = response.status == .proxyAuthenticationRequired ? proxy : server
        return wanted.filter { $0.algorithm == .sha256 } + wanted.filter { $0.algorithm == .md5 }
    }
}
