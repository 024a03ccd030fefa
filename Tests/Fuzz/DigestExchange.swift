import MediaTypes
import SIP

/// A hostile challenge to a request of ours: it gets no digest outside of our realm, and never more than two answers.
enum DigestExchange {
    private static let uri = URI.sip(SIPURI(user: nil, host: "t"))

    static func run(_ bytes: RawSpan) {
        let text = String(decoding: bytes.withUnsafeBytes { Array($0) }, as: UTF8.self)
        var client = DigestClient(username: "u", password: "told to nobody", realm: "t")
        var identifiers = IdentifierSource(secret: [1])
        let request = SIPRequest(.register, uri, from: NameAddress(uri), to: NameAddress(uri), callID: "1", sequence: 1)
        var response = SIPResponse(.unauthorized, to: request, tag: "t")
        // Each line is a challenge of its own.
        for line in text.utf8.split(separator: 10) { response.add("WWW-Authenticate", String(decoding: line, as: UTF8.self)) }
        var answers = 0
        for tries in 0..<4 {
            guard case .answer(let answer) = client.handle(response, to: .register, uri: uri, tries: tries, using: &identifiers) else {
                continue
            }
            answers += 1
            precondition(answer.value.contains("realm=\"t\"") && !answer.value.utf8.contains(10))
            precondition(DigestChallenge(parsing: answer.value, isProxy: false)?.realm ?? "t" == "t")
        }
        precondition(answers <= 2)
    }
}
