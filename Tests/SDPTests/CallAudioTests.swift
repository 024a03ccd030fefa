import MediaTypes
import Testing

@testable import SDP

/// What telephones, home routers and trunks write.
private enum CallOffers {
    static let trunk = Offers.wire(
        """
        v=0
        o=root 1821 1821 IN IP4 192.0.2.10
        s=session
        c=IN IP4 192.0.2.10
        t=0 0
        m=audio 18422 RTP/AVP 8 0 9 101 13
        a=rtpmap:8 PCMA/8000
        a=rtpmap:0 PCMU/8000
        a=rtpmap:9 G722/8000
        a=rtpmap:101 telephone-event/8000
        a=fmtp:101 0-16
        a=ptime:20
        a=sendrecv
        """)

    /// Bare as RFC 3264 allows: fixed payload types, nothing mapped.
    static let bare = Offers.wire(
        """
        v=0
        o=- 1 1 IN IP6 2001:db8::5
        s=-
        t=0 0
        m=audio 4000 RTP/AVP 0
        c=IN IP6 2001:db8::5
        """)

    static let secure = Offers.wire(
        """
        v=0
        o=linphone 3001 7 IN IP4 192.0.2.44
        s=Talk
        c=IN IP4 192.0.2.44
        t=0 0
        m=audio 7078 RTP/SAVP 96 8 97
        a=rtpmap:96 opus/48000/2
        a=fmtp:96 useinbandfec=1;maxaveragebitrate=20000
        a=rtpmap:97 telephone-event/48000
        a=rtcp:7100
        a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==
        a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0e|2^31
        m=video 9078 RTP/SAVP 98
        a=rtpmap:98 VP8/90000
        """)

    static func changed(_ text: String, _ old: String, _ new: String) -> String { text.replacing(old, with: new) }
}

@Suite struct CallAudioTests {
    private let terms = CallDescription.Terms(
        session: 7, version: 1, address: TransportAddress(ipv4: 0xC000_0201, port: 10_000), encodings: [.opus, .g722, .pcma, .pcmu],
        keyBytes: Array(repeating: 0x5A, count: 30))

    private func read(_ text: String, allowsKeys: Bool = false) throws -> CallAudio { try CallAudio(parsing: text, allowsKeys: allowsKeys) }

    private func answer(_ text: String, allowsKeys: Bool = false, _ change: (inout CallDescription.Terms) -> Void = { _ in }) throws -> CallDescription {
        var terms = terms
        change(&terms)
        return try CallDescription(answering: read(text, allowsKeys: allowsKeys), terms)
    }

    @Test func aTrunksOfferIsRead() throws {
        let audio = try read(CallOffers.trunk)
        #expect(audio.address == TransportAddress(ipv4: 0xC000_020A, port: 18_422))
        #expect(audio.controlAddress.port == 18_423)
        #expect(audio.codecs.map(\.encoding) == [.pcma, .pcmu, .g722])
        #expect(audio.comfortNoise == 13)
        #expect(audio.event(beside: audio.codecs[0]).map { "\($0.type) at \($0.rate)" } == "101 at 8000")
        #expect(audio.direction == .sendReceive)
        #expect(audio.ptimeMs == 20)
        #expect(audio.crypto.isEmpty)
    }

    @Test func fixedPayloadTypesNeedNoMapping() throws {
        let audio = try read(CallOffers.bare)
        #expect(audio.codecs == [CallCodec(.pcmu, payloadType: 0)])
        #expect(audio.address == TransportAddress(high: 0x2001_0DB8_0000_0000, low: 5, port: 4_000))
        #expect(audio.event(beside: audio.codecs[0]) == nil)
    }

    @Test func wideBandIsChosenBeforeTheOffersOrder() throws {
        let answer = try answer(CallOffers.trunk)
        #expect(answer.codecs == [CallCodec(.g722, payloadType: 9)])
        #expect(answer.text.contains("m=audio 10000 RTP/AVP 9 101 13\r\n"))
        #expect(answer.text.contains("a=rtpmap:101 telephone-event/8000\r\n"))
    }

    @Test(arguments: [("8 0 9", CallEncoding.pcma), ("0 8 9", .pcmu)]) func betweenTheTwoLawsTheOffersOrderDecides(_ order: String, _ chosen: CallEncoding) throws {
        let offer = CallOffers.changed(CallOffers.trunk, "8 0 9", order)
        #expect(try answer(offer) { $0.encodings = [.pcma, .pcmu] }.codecs.map(\.encoding) == [chosen])
    }

    @Test func anOfferWithoutACommonCodecIsAnErrorThatNamesOurs() throws {
        let offer = CallOffers.changed(CallOffers.bare, "AVP 0", "AVP 18")
        #expect(throws: SDPError.noTelephoneCodec(line: 5)) { try read(offer) }
        #expect(throws: SDPError.noTelephoneCodec(line: 5)) { try answer(CallOffers.bare) { $0.encodings = [.opus] } }
    }

    @Test(arguments: [
        ("a=sendrecv", MediaDirection?.some(.sendReceive)), ("a=sendonly", .receiveOnly), ("a=recvonly", .sendOnly), ("a=inactive", nil),
    ]) func theAnswerMirrorsTheDirection(_ line: String, _ expected: MediaDirection?) throws {
        #expect(try answer(CallOffers.changed(CallOffers.trunk, "a=sendrecv", line)).direction == expected)
    }

    @Test func anAddressOfZerosIsHold() throws {
        let offer = CallOffers.changed(CallOffers.trunk, "c=IN IP4 192.0.2.10", "c=IN IP4 0.0.0.0")
        #expect(try read(offer).direction == .sendOnly)
        #expect(try answer(offer).text.contains("a=recvonly\r\n"))
    }

    @Test(arguments: ["c=IN IP4 host.example.org", "c=IN IP4 224.1.1.1", "c=IN IP6 192.0.2.10", "c=IN IP4 192.0.2.10/127", "c=IN IP4"])
    func whatIsNoAddressOfOneHostIsAnError(_ line: String) {
        let offer = CallOffers.changed(CallOffers.trunk, "c=IN IP4 192.0.2.10", line)
        #expect(throws: SDPError.wrong(line: 4, needs: "c=IN IP4 or c=IN IP6 and the address of one host", found: String(line.dropFirst(2)))) { try read(offer) }
    }

    @Test func keysAreReadOnlyWhereNobodyElseReadsThem() throws {
        #expect(throws: SDPError.self) { try read(CallOffers.secure) }
        let audio = try read(CallOffers.secure, allowsKeys: true)
        #expect(audio.crypto.map(\.tag) == [2])
        #expect(audio.crypto[0].key == Array(1...30))
        #expect(audio.controlAddress.port == 7_100)
    }

    @Test func anAnswerAcceptsTheFirstKeyThatItCanAndRefusesTheVideo() throws {
        let answer = try answer(CallOffers.secure, allowsKeys: true)
        #expect(answer.codecs.map(\.encoding) == [.opus])
        #expect(answer.crypto?.tag == 2)
        #expect(answer.text.contains("a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:WlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpa\r\n"))
        #expect(answer.text.hasSuffix("m=video 0 RTP/SAVP 98\r\n"))
        #expect(answer.text.contains("a=rtpmap:97 telephone-event/48000\r\n"))
    }

    @Test(arguments: [
        "1 AES_CM_128_HMAC_SHA1_80 inline:AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0e|1:4",
        "1 AES_CM_128_HMAC_SHA1_80 inline:AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0e UNENCRYPTED_SRTP",
        "1 AES_CM_128_HMAC_SHA1_80 inline:AQID", "1 AES_CM_128_HMAC_SHA1_80 inline:====", "x AES_CM_128_HMAC_SHA1_80 inline:AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0e",
        "", "1",
    ]) func aKeyThatWouldChangeWhatIsProtectedIsNotAccepted(_ value: String) {
        let offer = CallOffers.secure.split(whereSeparator: \.isNewline).map { $0.hasPrefix("a=crypto:2") ? "a=crypto:\(value)" : String($0) }
        #expect(throws: SDPError.self) { try read(offer.joined(separator: "\r\n"), allowsKeys: true) }
    }

    @Test func ofTwoAudioLinesTheOneIsTakenThatCanBe() throws {
        let offer = CallOffers.secure + "m=audio 7200 RTP/AVP 8\r\n"
        #expect(try read(offer).address.port == 7_200)
        let text = try answer(offer).text
        #expect(text.contains("m=audio 0 RTP/SAVP 96\r\n"))
        #expect(text.contains("m=audio 10000 RTP/AVP 8\r\n"))
    }

    @Test(arguments: [true, false]) func ourOwnOfferIsOneThatWeCanAnswer(_ usesKeys: Bool) throws {
        let offer = CallDescription(offering: terms, usesKeys ? .keys : .none)
        let audio = try read(offer.text, allowsKeys: usesKeys)
        #expect(audio.codecs.map(\.encoding) == terms.encodings)
        #expect(audio.address == terms.address)
        #expect(audio.crypto.count == (usesKeys ? 1 : 0))
        let answer = try CallDescription(answering: audio, terms)
        #expect(answer.events == [48_000: 102])
        // And what comes back can be read as the other side's audio.
        #expect(try read(answer.text, allowsKeys: usesKeys).codecs.map(\.encoding) == [.opus])
    }

    @Test func base64IsThatOfTheRFC() {
        // RFC 4648 section 10.
        for (plain, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy")] {
            #expect(Base64.text(of: Array(plain.utf8)) == text)
            #expect(Base64.bytes(of: text) == Array(plain.utf8))
        }
        for broken in ["Z", "Zg=a", "Zm9v=a==", "Zm 9v", "Zm9v===="] { #expect(Base64.bytes(of: broken) == nil) }
    }

    @Test func brokenBytesNeverTrap() {
        var random = SplitMix64(seed: 11)
        print("seed 11")
        for text in [CallOffers.trunk, CallOffers.bare, CallOffers.secure] {
            for _ in 0..<2_000 {
                var bytes = Array(text.utf8)
                for _ in 0..<Int.random(in: 1...6, using: &random) {
                    let place = Int.random(in: 0..<bytes.count, using: &random)
                    if Bool.random(using: &random) { bytes[place] = .random(in: 0...255, using: &random) } else { bytes.remove(at: place) }
                }
                if let audio = try? read(String(decoding: bytes, as: UTF8.self), allowsKeys: true) {
                    _ = try? CallDescription(answering: audio, terms).text
                }
            }
        }
    }

    // MARK: keys by a handshake

    private static let digits = Array(repeating: "AB", count: 32).joined(separator: ":")
    private static let ours = "sha-256 " + Array(repeating: "CD", count: 32).joined(separator: ":")

    private func handshakeOffer(_ transport: String, setup: String) -> String {
        CallOffers.changed(CallOffers.trunk, "RTP/AVP", transport).replacing(
            "a=sendrecv", with: "a=sendrecv\r\na=fingerprint:sha-256 \(Self.digits.lowercased())\r\na=setup:\(setup)")
    }

    @Test(arguments: [("actpass", "passive"), ("active", "passive"), ("passive", "active")])
    func theAnswerToAHandshakeSaysWhoBegins(_ offered: String, _ answered: String) throws {
        let offer = try CallAudio(parsing: handshakeOffer("UDP/TLS/RTP/SAVP", setup: offered), allowsKeys: false)
        #expect(offer.handshake?.fingerprint == "sha-256 \(Self.digits)")
        var terms = terms
        terms.fingerprint = Self.ours
        let answer = try CallDescription(answering: offer, terms)
        #expect(answer.text.contains("a=setup:\(answered)\r\n"))
        #expect(answer.text.contains("a=fingerprint:\(Self.ours)\r\n"))
        #expect(answer.text.contains("m=audio 10000 UDP/TLS/RTP/SAVP "))
        #expect(answer.crypto == nil)
    }

    @Test(arguments: [(CallHandshake.Setup.active, "active"), (.passive, "passive"), (nil, "passive")])
    func inACallThatGoesOnThePartsStayAsTheyAre(_ part: CallHandshake.Setup?, _ answered: String) throws {
        let offer = try CallAudio(parsing: handshakeOffer("UDP/TLS/RTP/SAVP", setup: "actpass"), allowsKeys: false)
        var terms = terms
        terms.fingerprint = Self.ours
        terms.part = part
        #expect(try CallDescription(answering: offer, terms).text.contains("a=setup:\(answered)\r\n"))
    }

    @Test func anAssociationIsNamedToWhomNamesIt() throws {
        var terms = terms
        terms.fingerprint = Self.ours
        terms.tlsID = "0123456789abcdef0123"
        let plain = handshakeOffer("UDP/TLS/RTP/SAVP", setup: "actpass")
        let nameless = try CallAudio(parsing: plain, allowsKeys: false)
        #expect(nameless.handshake?.id == nil)
        #expect(try !CallDescription(answering: nameless, terms).text.contains("a=tls-id"))
        let named = try CallAudio(parsing: plain + "a=tls-id:fedcba98765432100123\r\n", allowsKeys: false)
        #expect(named.handshake?.id == "fedcba98765432100123")
        #expect(try CallDescription(answering: named, terms).text.contains("a=tls-id:0123456789abcdef0123\r\n"))
    }

    @Test(arguments: [true, false]) func anOfferOfAHandshakeIsOneThatWeCanAnswer(_ isMultiplexed: Bool) throws {
        var terms = terms
        terms.fingerprint = Self.ours
        terms.isMultiplexed = isMultiplexed
        let offer = try read(CallDescription(offering: terms, .handshake(fingerprint: "sha-256 \(Self.digits)")).text)
        #expect(offer.handshake == CallHandshake(fingerprint: "sha-256 \(Self.digits)", setup: .either))
        #expect(offer.isMultiplexed == isMultiplexed)
        #expect(offer.crypto.isEmpty)
        let answer = try read(CallDescription(answering: offer, terms).text)
        #expect(answer.handshake == CallHandshake(fingerprint: Self.ours, setup: .passive))
    }

    @Test func aHandshakeNeedsAFingerprintAndItsPart() {
        for missing in ["a=setup", "a=fingerprint"] {
            let text = handshakeOffer("UDP/TLS/RTP/SAVPF", setup: "actpass").replacing(missing, with: "a=other")
            #expect(throws: SDPError.self, "\(missing)") { try CallAudio(parsing: text, allowsKeys: true) }
        }
        #expect(throws: SDPError.self) { try CallAudio(parsing: handshakeOffer("UDP/TLS/RTP/SAVP", setup: "holdconn"), allowsKeys: true) }
    }

    @Test func withoutACertificateOfOursAHandshakeIsRefused() throws {
        let offer = try CallAudio(parsing: handshakeOffer("UDP/TLS/RTP/SAVP", setup: "actpass"), allowsKeys: true)
        #expect(throws: SDPError.self) { try CallDescription(answering: offer, terms) }
    }

    @Test func olderOffersOfAHandshakeAreReadAsWell() throws {
        let offer = try CallAudio(parsing: handshakeOffer("RTP/SAVP", setup: "actpass"), allowsKeys: false)
        #expect(offer.handshake?.setup == .either)
    }
}
