@testable import SIP

/// Messages for tests, written as they are read: lines without CR.
enum Samples {
    static func bytes(_ text: String) -> [UInt8] { Array(text.replacing("\r\n", with: "\n").replacing("\n", with: "\r\n").utf8) }

    static func invite(
        branch: String = "z9hG4bKnashds8", callID: String = "a84b4c76e66710", extra: String = "", body: String = ""
    ) -> String {
        let type = body.isEmpty ? "" : "Content-Type: application/sdp\n"
        return """
            INVITE sip:4711@box.example.net SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.1:5060;branch=\(branch);rport
            Max-Forwards: 70
            To: <sip:4711@box.example.net>
            From: "Alice" <sip:alice@trunk.example>;tag=1928301774
            Call-ID: \(callID)
            CSeq: 314159 INVITE
            Contact: <sip:alice@192.0.2.1:5060>
            \(extra)\(type)Content-Length: \(body.replacing("\n", with: "\r\n").utf8.count)

            \(body)
            """
    }
}

/// The request that these bytes are.
func request(_ text: String) -> SIPRequest? {
    guard case .request(let request)? = try? SIPMessage.parse(Samples.bytes(text)) else { return nil }
    return request
}

/// The response that these bytes are.
func response(_ bytes: [UInt8]) -> SIPResponse? {
    guard case .response(let response)? = try? SIPMessage.parse(bytes) else { return nil }
    return response
}

/// What is wrong with these bytes.
func faultIn(_ bytes: [UInt8]) -> MalformedMessage? {
    do throws(MalformedMessage) {
        _ = try SIPMessage.parse(bytes)
        return nil
    } catch { return error }
}
