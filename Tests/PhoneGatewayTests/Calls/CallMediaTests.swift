import MediaLink
import MediaTypes
import SDP
import SIP
import Testing

@testable import PhoneGateway

@Suite("What a call agrees about its media")
struct CallMediaTests {
    private func media(allowsKeys: Bool = false, requiresKeys: Bool = false, tick: MediaTime = .milliseconds(20)) -> CallMedia {
        CallMedia(
            port: CallPort(index: 3, port: 30_006), host: TransportAddress(ipv4: 0x7F00_0001, port: 9),
            terms: CallTerms(encodings: [.opus, .g722, .pcma, .pcmu], tick: tick, bitrate: Bitrate(bitsPerSecond: 24_000)),
            allowsKeys: allowsKeys, requiresKeys: requiresKeys, fingerprint: Self.ours)
    }

    private static let ours = "sha-256 " + Array(repeating: "0F", count: 32).joined(separator: ":")

    private func offer(_ media: String, address: String = "192.0.2.7") -> SIPBody {
        .sdp("v=0\r\no=- 1 1 IN IP4 192.0.2.7\r\ns=-\r\nc=IN IP4 \(address)\r\nt=0 0\r\n" + media)
    }

    private static let plain = "m=audio 4000 RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\n"

    @Test("An answer names our port, and the leg sends to theirs")
    func answers() throws {
        var media = media()
        let answer = try media.answer(offer(Self.plain))
        let text = String(decoding: answer.bytes, as: UTF8.self)
        #expect(text.contains("m=audio 30006 RTP/AVP 8 101"))
        let spec = try #require(media.spec)
        #expect(spec.room == nil)
        #expect(spec.remote == TransportAddress(ipv4: 0xC000_0207, port: 4_000))
        #expect(spec.controlRemote == TransportAddress(ipv4: 0xC000_0207, port: 4_001))
        #expect(spec.payloadType == 8 && spec.eventPayloadType == 101)
        #expect(spec.learnsSource && spec.listensForKeyTones && spec.guardsMusic)
        #expect(spec.direction == .sendReceive)
    }

    @Test("Who only sends, or wants nothing, is on hold; who only receives is not heard", arguments: [
        ("sendonly", LegDirection.inactive), ("inactive", .inactive), ("recvonly", .listenOnly), ("sendrecv", .sendReceive),
    ])
    func directions(_ said: String, _ expected: LegDirection) throws {
        var media = media()
        _ = try media.answer(offer(Self.plain + "a=\(said)\r\n"))
        #expect(media.spec?.direction == expected)
        #expect(media.isHeld == (expected == .inactive))
    }

    @Test("Held by an address of zeros, it is still where it was")
    func heldByZeros() throws {
        var media = media()
        _ = try media.answer(offer(Self.plain))
        _ = try media.answer(offer(Self.plain, address: "0.0.0.0"))
        // Once more, to keep the session alive.
        let answer = try media.answer(offer(Self.plain, address: "0.0.0.0"))
        #expect(media.isHeld)
        #expect(media.spec?.remote == TransportAddress(ipv4: 0xC000_0207, port: 4_000))
        #expect(media.spec?.controlRemote == TransportAddress(ipv4: 0xC000_0207, port: 4_001))
        #expect(String(decoding: answer.bytes, as: UTF8.self).contains("a=inactive") || String(decoding: answer.bytes, as: UTF8.self).contains("a=recvonly"))
    }

    @Test("Each description of ours has a higher version, and the same session")
    func versions() throws {
        var media = media()
        func origin(_ body: SIPBody) -> [Substring] {
            String(decoding: body.bytes, as: UTF8.self).split(separator: "\r\n").first { $0.hasPrefix("o=") }?.split(separator: " ") ?? []
        }
        let first = origin(try media.answer(offer(Self.plain)))
        let second = origin(try media.answer(offer(Self.plain)))
        #expect(first[1] == second[1])
        #expect(Int(first[2])! + 1 == Int(second[2])!)
    }

    @Test("Without keys where they are demanded, there is no call")
    func demandsKeys() {
        var media = media(allowsKeys: true, requiresKeys: true)
        #expect(throws: CallMediaError.self) { try media.answer(offer(Self.plain)) }
        #expect(media.spec == nil)
    }

    @Test("Keys by TLS are taken, and ours is another one")
    func keys() throws {
        let key = String(repeating: "A", count: 40)
        let secured = "m=audio 4000 RTP/SAVP 8\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:\(key)\r\n"
        var media = media(allowsKeys: true)
        _ = try media.answer(offer(secured))
        let keys = try #require(media.spec?.srtp)
        #expect(keys.receive == [UInt8](repeating: 0, count: 30))
        #expect(keys.send != keys.receive)
    }

    @Test("Keys that others could read are refused")
    func openKeys() {
        let key = String(repeating: "A", count: 40)
        var media = media()
        #expect(throws: CallMediaError.self) {
            try media.answer(offer("m=audio 4000 RTP/SAVP 8\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:\(key)\r\n"))
        }
    }

    @Test("Packets have the length that is wanted, in whole ticks, 60 ms at most", arguments: [
        ("a=ptime:30\r\n", 20, 20), ("a=ptime:40\r\n", 20, 40), ("a=ptime:30\r\n", 10, 30), ("a=ptime:200\r\n", 20, 60), ("", 20, 20),
        ("a=ptime:60\r\na=maxptime:40\r\n", 20, 40),
    ])
    func packetTimes(_ lines: String, _ tickMs: Int64, _ expectedMs: Int64) throws {
        var media = media(tick: .milliseconds(tickMs))
        _ = try media.answer(offer(Self.plain + lines))
        #expect(media.spec?.packetTime == .milliseconds(expectedMs))
    }

    @Test("The answer to our offer decides the codec, by the payload type that it names")
    func takesAnswer() throws {
        var media = media()
        let text = String(decoding: media.offer().bytes, as: UTF8.self)
        #expect(text.contains("opus/48000/2") && text.contains("PCMA/8000"))
        try media.take(offer("m=audio 4000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n"))
        #expect(media.spec?.format == .pcmu)
        #expect(media.spec?.payloadType == 0)
    }

    @Test("What is no description is no media")
    func nonsense() {
        var media = media()
        #expect(throws: CallMediaError.self) { try media.answer(SIPBody(type: "text/plain", bytes: Array("hello".utf8))) }
        #expect(throws: CallMediaError.self) { try media.answer(SIPBody(type: "application/sdp", bytes: [0xFF, 0xFE])) }
    }
}
