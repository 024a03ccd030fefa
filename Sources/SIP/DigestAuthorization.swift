/// The answer to a challenge, computed.
/// - Source: RFC 7616 sections 3.4, 3.4.1 to 3.4.3; RFC 2617 section 3.2.2
public struct DigestAuthorization: Sendable, Hashable {
    /// Authorization or Proxy-Authorization.
    public let name: HeaderName
    public let value: String

    /// - Shape: count: how often the nonce was used, this time included; cnonce: ours, and new each time
    public init(
        to challenge: DigestChallenge, username: String, password: String, method: SIPMethod, uri: String, cnonce: String, count: UInt32
    ) {
        let algorithm = challenge.algorithm
        let secret = algorithm.hex("\(username):\(challenge.realm):\(password)")
        let request = algorithm.hex("\(method.name):\(uri)")
        var fields = [
            "username=\(Parameters.quoted(username))", "realm=\(Parameters.quoted(challenge.realm))",
            "nonce=\(Parameters.quoted(challenge.nonce))", "uri=\(Parameters.quoted(uri))",
        ]
        if challenge.offersAuth {
            let digits = String(count, radix: 16)
            let nc = String(repeating: "0", count: max(0, 8 - digits.utf8.count)) + digits
            let response = algorithm.hex("\(secret):\(challenge.nonce):\(nc):\(cnonce):auth:\(request)")
            fields += [
                "response=\"\(response)\"", "algorithm=\(algorithm.rawValue)", "cnonce=\(Parameters.quoted(cnonce))", "qop=auth",
                "nc=\(nc)",
            ]
        } else {
            fields += ["response=\"\(algorithm.hex("\(secret):\(challenge.nonce):\(request)"))\"", "algorithm=\(algorithm.rawValue)"]
        }
        if let opaque = challenge.opaque { fields.append("opaque=\(Parameters.quoted(opaque))") }
        name = challenge.isProxy ? "Proxy-Authorization" : "Authorization"
        value = "Digest " + fields.joined(separator: ", ")
    }
}
