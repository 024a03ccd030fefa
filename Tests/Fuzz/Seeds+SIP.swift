extension Seeds {
    /// A call, its answer, a registration's answer, and forms that are rare; shorter than the fuzzer's longest input.
    static var sip: [[UInt8]] {
        let head = """
            Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;rport
            Max-Forwards: 70
            To: <sip:4711@box.example>
            From: "A \\" B" <sip:alice@trunk.example>;tag=1
            Call-ID: a@b
            CSeq: 1 INVITE
            Contact: <sip:alice@192.0.2.1:5060;transport=udp>
            Supported: timer, 100rel
            Session-Expires: 90;refresher=uac
            Record-Route: <sip:192.0.2.1;lr>, <sip:p.example>

            """
        let invite = "INVITE sip:4711@box.example;user=phone SIP/2.0\n" + head + "Content-Type: application/sdp\nContent-Length: 5\n\nv=0\n"
        let ok =
            "SIP/2.0 200 OK\n" + head.replacing("To: <sip:4711@box.example>", with: "To: <sip:4711@box.example>;tag=2")
            + "Content-Length: 0\n\n"
        let short =
            "OPTIONS tel:+49-30-1;x=y SIP/2.0\nv: SIP / 2.0\n /TCP [2001:db8::1]:5070 ; received=2001:db8::2,SIP/2.0/TLS h;branch=z9hG4bK2\n"
            + "t: sip:a@b\nf: sips:%61@[::1]:5061?x=y\ni: 1\nCSeq: 0002\n OPTIONS\nm: *\nl: 0\n\n"
        let challenged =
            "SIP/2.0 401 Unauthorized\n" + head
            + "WWW-Authenticate: Digest realm=\"t\", nonce=\"n\", qop=\"auth\", stale=true\nContent-Length: 0\n\n"
        return [invite, ok, short, challenged, invite + invite, "\n\n" + invite].map { Array($0.replacing("\n", with: "\r\n").utf8) }
    }

    /// An answer with two services, the names of which point to the question; one with a CNAME in front; one without a service.
    static var dns: [[UInt8]] {
        let question: [UInt8] = [4, 95, 115, 105, 112, 4, 95, 117, 100, 112, 1, 116, 0, 0, 33, 0, 1]
        func answer(_ records: [[UInt8]], code: UInt8 = 0) -> [UInt8] {
            [0, 1, 0x81, 0x80 | code, 0, 1, 0, UInt8(records.count), 0, 0, 0, 0] + question + records.flatMap { $0 }
        }
        func record(_ type: UInt8, _ data: [UInt8]) -> [UInt8] { [0xC0, 12, 0, type, 0, 1, 0, 0, 1, 0, 0, UInt8(data.count)] + data }
        let near = record(33, [0, 10, 0, 5, 0x13, 0xC4, 1, 97, 0xC0, 22])
        let far = record(33, [0, 20, 0, 0, 0x13, 0xC4, 1, 98, 1, 116, 0])
        return [
            answer([near, far]), answer([record(5, [0xC0, 12]), near]), answer([record(33, [0, 0, 0, 0, 0, 0, 0])]), answer([], code: 3),
        ]
    }

    static var digest: [[UInt8]] {
        [
            #"Digest realm="t", nonce="a\"b", algorithm=MD5, qop="auth,auth-int", opaque="o", stale=TRUE"#,
            "Digest realm=\"t\", nonce=n, algorithm=SHA-256\nDigest realm=\"x\", nonce=\"n\"",
            "Basic realm=\"t\"\nDigest nonce=\"1\",realm=\"t\",qop=auth",
        ].map { Array($0.utf8) }
    }
}
