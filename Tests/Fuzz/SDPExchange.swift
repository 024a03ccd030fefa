import MediaTypes
import SDP

/// A hostile text taken for a description, an offer that gets an answer, and a fragment.
enum SDPExchange {
    static func run(_ bytes: RawSpan) {
        let text = String(decoding: (0..<bytes.byteCount).map { bytes.byte(at: $0) ?? 0 }, as: UTF8.self)
        if let fragment = try? TrickleFragment(parsing: text) { precondition((fragment.ufrag == nil) == (fragment.password == nil)) }
        do throws(SDPError) {
            let description = try SessionDescription.parse(text)
            // What is written is read, and is the same again.
            precondition((try? SessionDescription.parse(description.text).text) == description.text)
            let offer = try AudioOffer(description)
            for wanted in MediaDirection.allCases { answer(offer, to: description, wanted: wanted) }
        } catch {
            precondition(error.description.utf8.allSatisfy { $0 >= 0x20 })
        }
    }

    private static func answer(_ offer: AudioOffer, to description: SessionDescription, wanted: MediaDirection) {
        let answer = try? AudioAnswer(
            to: offer, wanted: wanted, ufrag: "f00d", password: "0123456789abcdefghijklmn", fingerprint: offer.fingerprint,
            candidates: [TransportAddress(ipv4: 0x7F00_0001, port: 3_478)], ssrc: 1, cname: "a9Zr3kQm", maxAverageBitrate: 24_000,
            usesDTX: true, ptimeMs: 20, maxptimeMs: 60, usesRED: true)
        guard let answer else { return }
        guard let read = try? SessionDescription.parse(answer.text), let fragment = try? TrickleFragment(parsing: answer.restartFragment) else {
            preconditionFailure("an answer that cannot be read")
        }
        precondition(read.media.map(\.kind) == description.media.map(\.kind))
        precondition(1...2 ~= read.media.filter { $0.port != 0 }.count)
        precondition(fragment.ufrag == "f00d" && fragment.mid == offer.mid)
    }
}
