import DTLS
import MediaLink
import MediaTypes
import SDP
import SIP
import Testing

@testable import PhoneGateway

@Suite("What a call agrees about its handshake")
struct CallAssociationTests {
    private static let ours = fingerprint("0F")
    private static let theirs = fingerprint("AB")
    private static let other = fingerprint("CD")
    private static let signalled = TransportAddress(ipv4: 0xC000_0207, port: 4_000)
    private static let found = TransportAddress(ipv4: 0xC633_6401, port: 61_234)
    private static let foundControl = TransportAddress(ipv4: 0xC633_6401, port: 61_235)

    private static func fingerprint(_ byte: String) -> String { "sha-256 " + Array(repeating: byte, count: 32).joined(separator: ":") }

    private func media(requiresKeys: Bool = false) -> CallMedia {
        CallMedia(
            port: CallPort(index: 3, port: 30_006), host: TransportAddress(ipv4: 0x7F00_0001, port: 9),
            terms: CallTerms(encodings: [.pcma], tick: .milliseconds(20), bitrate: Bitrate(bitsPerSecond: 24_000)),
            allowsKeys: false, requiresKeys: requiresKeys, fingerprint: Self.ours)
    }

    private func offer(
        fingerprint: String? = theirs, setup: String = "actpass", port: Int = 4_000, lines: String = "a=rtcp-mux\r\n"
    ) -> SIPBody {
        let secured = fingerprint.map { "a=fingerprint:\($0)\r\na=setup:\(setup)\r\n" } ?? ""
        return .sdp("""
            v=0\r\no=- 1 1 IN IP4 192.0.2.7\r\ns=-\r\nc=IN IP4 192.0.2.7\r\nt=0 0\r\n\
            m=audio \(port) \(fingerprint == nil ? "RTP/AVP" : "UDP/TLS/RTP/SAVP") 8\r\n\(secured)\(lines)
            """)
    }

    private func text(_ body: SIPBody) -> String { String(decoding: body.bytes, as: UTF8.self) }

    private func path(_ byte: UInt8, _ address: TransportAddress) throws -> SecuredPath {
        let key = [UInt8](repeating: byte, count: 30)
        return SecuredPath(keys: try #require(SRTPKeys(profile: .aesCM128SHA1_80, send: key, receive: key.reversed())), address: address)
    }

    /// A call whose handshake is over.
    private func securedMedia(_ offer: SIPBody) throws -> CallMedia {
        var media = media()
        _ = try media.answer(offer)
        let needsControl = media.plan?.control != nil
        media.secure(SecuredPaths(sound: try path(1, Self.found), control: needsControl ? try path(2, Self.foundControl) : nil))
        return media
    }

    @Test("Who leaves it to us begins, and is waited for where it says that it is")
    func plans() throws {
        var media = media()
        let answer = try media.answer(offer())
        #expect(text(answer).contains("a=setup:passive\r\n") && text(answer).contains("a=fingerprint:\(Self.ours)\r\n"))
        let plan = try #require(media.plan)
        #expect(plan.role == .server)
        #expect(plan.peer.sdp == Self.theirs)
        #expect(plan.sound == Self.signalled)
        #expect(plan.control == nil)
        #expect(media.spec?.srtp == nil)
    }

    @Test("Who waits is begun with; with RTCP on a port of its own there are two handshakes")
    func plansAsClient() throws {
        var media = media()
        #expect(text(try media.answer(offer(setup: "passive", lines: ""))).contains("a=setup:active\r\n"))
        let plan = try #require(media.plan)
        #expect(plan.role == .client)
        #expect(plan.control == TransportAddress(ipv4: 0xC000_0207, port: 4_001))
    }

    @Test("Keys of a handshake are as good as those of a description where some are demanded")
    func satisfiesDemand() throws {
        var media = media(requiresKeys: true)
        _ = try media.answer(offer())
        #expect(media.plan != nil)
    }

    @Test("The leg has the keys, and is where the handshake was")
    func secures() throws {
        let media = try securedMedia(offer())
        #expect(media.plan == nil)
        #expect(media.spec?.srtp == (try path(1, Self.found).keys))
        #expect(media.spec?.controlSRTP == nil && media.spec?.controlRemote == nil)
        #expect(media.spec?.remote == Self.found && media.spec?.source == Self.found)
        let apart = try securedMedia(offer(lines: ""))
        #expect(apart.spec?.controlSRTP == (try path(2, Self.found).keys))
        #expect(apart.spec?.controlRemote == Self.foundControl)
    }

    @Test("Held, resumed, and offered anew, keys and place stay", arguments: ["a=sendonly\r\n", "a=inactive\r\n", "a=sendrecv\r\n"], ["actpass", "active"])
    func goesOn(_ direction: String, _ setup: String) throws {
        var media = try securedMedia(offer())
        let answer = try media.answer(offer(setup: setup, lines: "a=rtcp-mux\r\n" + direction))
        #expect(text(answer).contains("a=setup:passive\r\n"))
        #expect(media.plan == nil)
        #expect(media.spec?.srtp == (try path(1, Self.found).keys))
        #expect(media.spec?.remote == Self.found)
    }

    @Test("Who moves takes its keys along")
    func moves() throws {
        var media = try securedMedia(offer())
        _ = try media.answer(offer(port: 5_000))
        #expect(media.plan == nil)
        #expect(media.spec?.srtp == (try path(1, Self.found).keys))
        #expect(media.spec?.remote == TransportAddress(ipv4: 0xC000_0207, port: 5_000))
    }

    @Test("Whoever began goes on as who began, also when everything is left open")
    func keepsParts() throws {
        var media = try securedMedia(offer(setup: "passive"))
        #expect(text(try media.answer(offer(setup: "actpass"))).contains("a=setup:active\r\n"))
    }

    @Test("Another certificate, another part, another name, other ports, or no handshake would need another beginning", arguments: [0, 1, 2, 3, 4])
    func refuses(_ kind: Int) throws {
        let name = "a=tls-id:fedcba98765432100123\r\n"
        var media = try securedMedia(offer(lines: "a=rtcp-mux\r\n" + name))
        let changed = [
            offer(fingerprint: Self.other), offer(setup: "passive"), offer(lines: "a=rtcp-mux\r\na=tls-id:01234567890123456789\r\n"), offer(lines: ""),
            offer(fingerprint: nil),
        ][kind]
        #expect(throws: CallMediaError.self) { try media.answer(changed) }
        // And as it was, it goes on.
        _ = try media.answer(offer(lines: "a=rtcp-mux\r\n" + name))
        #expect(media.spec?.srtp == (try path(1, Self.found).keys))
    }

    @Test("A plain call does not become a secured one")
    func noLateHandshake() throws {
        var media = media()
        _ = try media.answer(offer(fingerprint: nil))
        #expect(throws: CallMediaError.self) { try media.answer(offer()) }
        #expect(media.plan == nil && media.spec?.srtp == nil)
    }

    @Test("Our own first offer is plain; within a secured call it is about the same association", arguments: ["a=rtcp-mux\r\n", ""])
    func offers(_ multiplexed: String) throws {
        var plain = media()
        #expect(text(plain.offer()).contains(" RTP/AVP "))
        let name = "a=tls-id:fedcba98765432100123\r\n"
        var media = try securedMedia(offer(lines: multiplexed + name))
        let again = text(media.offer())
        #expect(again.contains(" UDP/TLS/RTP/SAVP ") && again.contains("a=fingerprint:\(Self.ours)\r\n") && again.contains("a=tls-id:"))
        #expect(again.contains("a=rtcp-mux\r\n") == !multiplexed.isEmpty)
        try media.take(offer(setup: "active", lines: multiplexed + name))
        #expect(media.plan == nil)
        #expect(media.spec?.srtp == (try path(1, Self.found).keys))
        _ = media.offer()
        #expect(throws: CallMediaError.self) { try media.take(offer(fingerprint: Self.other, setup: "active", lines: multiplexed + name)) }
    }
}
