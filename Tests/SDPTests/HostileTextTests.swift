import MediaTypes
import SDP
import Testing

/// Texts that no program would write: each is read or refused in one line, and what is read is answered in a sound description.
@Suite struct HostileTextTests {
    private static let pieces = [
        "\r\n", "\n", "\r", "a=", "m=", "m=audio ", "c=", "v=0\r\n", "o=- 1 1 IN IP4 0\r\n", "s=-\r\n", "t=0 0\r\n", ":", " ", "/", ";",
        "=", "0", "9 ", "65536 ", "111 ", "99999999999999999999", "-1", "UDP/TLS/RTP/SAVPF ", "a=mid:0\r\n", "a=group:BUNDLE 0 1\r\n",
        "a=rtpmap:111 opus/48000/2\r\n", "a=rtpmap:63 red/48000/2\r\n", "a=fmtp:63 111/111\r\n", "a=fmtp:111 maxaveragebitrate=",
        "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n", "a=rtcp-mux\r\n", "a=setup:actpass\r\n", "a=bundle-only\r\n",
        "a=ice-ufrag:abcd\r\n", "a=ice-pwd:abcdefghijklmnopqrstuvwx\r\n", "a=ptime:", "a=inactive\r\n", "\0", "\u{301}", "\u{2028}",
        "ü", "🎤",
    ]

    /// - Returns: whether it was an offer that can be answered
    private func expectOrderlyEnd(_ text: String, seed: UInt64) -> Bool {
        var errors: [SDPError] = []
        do throws(SDPError) { _ = try TrickleFragment(parsing: text) } catch { errors.append(error) }
        do throws(SDPError) {
            let description = try SessionDescription.parse(text)
            #expect((try? SessionDescription.parse(description.text).text) == description.text, "seed \(seed): \(text.debugDescription)")
            let offer = try AudioOffer(description)
            let answer = try AudioAnswer(
                to: offer, ufrag: "f00d", password: "0123456789abcdefghijklmn", fingerprint: AudioAnswerTests.fingerprint,
                candidates: [TransportAddress(ipv4: 1, port: 1)], ssrc: 1, cname: "c", maxAverageBitrate: 24_000, usesDTX: false,
                ptimeMs: 20, maxptimeMs: 60, usesRED: true)
            let answered = try SessionDescription.parse(answer.text)
            #expect(answered.media.map(\.kind) == description.media.map(\.kind), "seed \(seed): \(text.debugDescription)")
            // The audio, and maybe what leads its group.
            #expect(1...2 ~= answered.media.filter { $0.port != 0 }.count, "seed \(seed): \(text.debugDescription)")
        } catch { errors.append(error) }
        for error in errors {
            #expect(!error.description.utf8.contains { $0 < 0x20 }, "seed \(seed): \(error) for \(text.debugDescription)")
        }
        return errors.isEmpty
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func piecesInAnyOrder(seed: UInt64) {
        print("seed \(seed)")
        var random = SplitMix64(seed: seed)
        for _ in 0..<1_000 {
            let start = Bool.random(using: &random) ? "v=0\r\no=-\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111 63\r\n" : ""
            let text = (0..<Int.random(in: 0...60, using: &random)).map { _ in Self.pieces.randomElement(using: &random) ?? "" }.joined()
            _ = expectOrderlyEnd(start + text, seed: seed)
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func damagedOffers(seed: UInt64) {
        print("seed \(seed)")
        var random = SplitMix64(seed: seed)
        let offers = Offers.all.sorted { $0.key < $1.key }.map { Array($0.value.utf8) }
        var answered = 0
        for _ in 0..<1_000 {
            var bytes = offers.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let start = Int.random(in: 0..<max(1, bytes.count), using: &random)
                let end = min(bytes.count, start + Int.random(in: 0...30, using: &random))
                switch Int.random(in: 0...3, using: &random) {
                case 0: bytes.removeSubrange(start..<end)
                case 1: bytes.insert(contentsOf: bytes[start..<end], at: start)
                case 2: bytes[start..<end].reverse()
                default: for index in start..<min(end, start + 2) { bytes[index] = UInt8.random(in: 0...255, using: &random) }
                }
            }
            if expectOrderlyEnd(String(decoding: bytes, as: UTF8.self), seed: seed) { answered += 1 }
        }
        #expect(answered > 50, "seed \(seed): \(answered) answered, too few to say anything")
    }
}
