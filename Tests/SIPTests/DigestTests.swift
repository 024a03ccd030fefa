import Testing

@testable import SIP

@Suite struct DigestTests {
    /// RFC 7616 section 3.9.1, and RFC 2617 section 3.5.
    @Test(arguments: [
        (
            #"realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe""#,
            "Circle of Life", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"
        ),
        (
            #"realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe""#,
            "Circle of Life", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", "8ca523f5e9506fed4657c9700eebdbec"
        ),
        (
            #"realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41""#,
            "Circle Of Life", "0a4f113b", "6629fae49393a05397450978507c4ef1"
        ),
        // Without qop, as RFC 2069: its own section 2.4, erratum included.
        (
            #"realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41""#,
            "CircleOfLife", "", "1949323746fe6a43ef61f9606e7febea"
        ),
    ])
    func vectors(challenge: String, password: String, cnonce: String, response: String) throws {
        let parsed = try #require(DigestChallenge(parsing: "Digest " + challenge, isProxy: false))
        let answer = DigestAuthorization(
            to: parsed, username: "Mufasa", password: password, method: SIPMethod("GET"), uri: "/dir/index.html", cnonce: cnonce, count: 1)
        #expect(answer.value.contains("response=\"\(response)\"") && answer.name == "Authorization")
        #expect(answer.value.contains("nc=00000001") == parsed.offersAuth && answer.value.contains("opaque="))
    }

    private static let uri = URI.sip(SIPURI(user: nil, host: "trunk.example"))
    private static let request = SIPRequest(.register, uri, from: NameAddress(uri), to: NameAddress(uri), callID: "1", sequence: 1)

    private static func challenge(_ fields: String..., status: SIPStatus = .unauthorized) -> SIPResponse {
        var response = SIPResponse(status, to: request, tag: "t")
        for field in fields { response.add(status == .unauthorized ? "WWW-Authenticate" : "Proxy-Authenticate", field) }
        return response
    }

    private var client = DigestClient(username: "4711", password: "secret", realm: "trunk.example")
    private var identifiers = IdentifierSource(secret: Scene.secret)

    private mutating func outcome(_ response: SIPResponse, tries: Int = 0) -> DigestClient.Outcome {
        client.handle(response, to: .register, uri: Self.uri, tries: tries, using: &identifiers)
    }

    @Test mutating func sha256IsChosenWhereBothAreOffered() {
        let both = Self.challenge(
            #"Digest realm="trunk.example", nonce="a", algorithm=MD5, qop="auth""#,
            #"Digest realm="trunk.example", nonce="b", algorithm=SHA-256, qop="auth""#)
        guard case .answer(let answer) = outcome(both) else {
            Issue.record("no answer")
            return
        }
        #expect(answer.value.contains("algorithm=SHA-256") && answer.value.contains(#"nonce="b""#))
    }

    @Test mutating func anotherRealmGetsNothing() {
        #expect(outcome(Self.challenge(#"Digest realm="evil", nonce="a""#)) == .otherRealm("evil"))
        #expect(outcome(Self.challenge(#"Digest realm="Trunk.example", nonce="a""#)) == .otherRealm("Trunk.example"))
    }

    @Test mutating func aProxyIsAnsweredInItsOwnField() {
        guard
            case .answer(let answer) = outcome(
                Self.challenge(#"Digest realm="trunk.example", nonce="a""#, status: .proxyAuthenticationRequired))
        else {
            Issue.record("no answer")
            return
        }
        #expect(answer.name == "Proxy-Authorization")
    }

    @Test mutating func theNonceIsCountedAndItsUseIsNotRepeated() {
        _ = outcome(Self.challenge(#"Digest realm="trunk.example", nonce="a", qop="auth""#))
        let second = client.anticipate(.register, uri: Self.uri)
        let third = client.anticipate(.register, uri: Self.uri)
        #expect(second?.value.contains("nc=00000002") == true && third?.value.contains("nc=00000003") == true)
        _ = outcome(Self.challenge(#"Digest realm="trunk.example", nonce="b", qop="auth""#))
        #expect(client.anticipate(.register, uri: Self.uri)?.value.contains("nc=00000002") == true)
    }

    @Test mutating func aStaleNonceIsAnsweredOnceMoreAndNoThirdTime() {
        let stale = Self.challenge(#"Digest realm="trunk.example", nonce="a", stale=true"#)
        guard case .answer = outcome(stale, tries: 1) else {
            Issue.record("no answer")
            return
        }
        #expect(outcome(stale, tries: 2) == .wrongPassword)
    }

    @Test mutating func aSecondChallengeThatIsNotStaleMeansAWrongPassword() {
        #expect(outcome(Self.challenge(#"Digest realm="trunk.example", nonce="other""#), tries: 1) == .wrongPassword)
    }

    @Test(arguments: [
        "Basic realm=\"trunk.example\"", "Digest realm=\"trunk.example\"", "Digest realm=\"trunk.example\", nonce=\"\"", "Digest", "",
        "Digest realm=\"trunk.example\", nonce=\"a\", algorithm=SHA-512-256",
        "Digest realm=\"trunk.example\", nonce=\"a\", qop=\"auth-int\"",
        "Digest realm=\"trunk.example\", realm=\"x\", nonce=\"a\"", "Digest realm=\"trunk.example, nonce=a",
    ])
    mutating func whatCannotBeAnsweredIsNot(field: String) { #expect(outcome(Self.challenge(field)) == .unanswerable) }
}
