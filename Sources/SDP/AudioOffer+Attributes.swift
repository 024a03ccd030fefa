/// An m-line of an offer, as far as an answer needs it that does not use it.
struct OfferedMedia: Sendable, Hashable {
    let kind: String
    let transport: String
    let firstFormat: String
    /// The a=rtpmap and a=fmtp of the first format, as they came.
    let firstFormatLines: [String]
    let mid: String?
    let number: Int
    let isRTP: Bool

    init(_ media: MediaDescription, mid: String?) {
        kind = media.kind
        transport = media.transport
        let format = media.formats.first ?? "0"
        firstFormat = format
        firstFormatLines = ["rtpmap", "fmtp"].compactMap { name in
            media.lines.attributes(name).first { Grammar.halves($0.value ?? "", at: " ")?.0 == format }?.text
        }
        isRTP = Grammar.split(media.transport, at: "/").contains("RTP")
        number = media.number
        self.mid = mid
    }
}

extension AudioOffer {
    /// With the media, else before all media, else both ways.
    /// - Source: RFC 8866 section 6.7
    static func readDirection(of audio: MediaDescription, in session: SessionDescription) throws(SDPError) -> MediaDirection {
        for line in audio.lines + session.lines where line.type == "a" && line.value == nil {
            if let direction = MediaDirection(rawValue: line.name) { return direction }
            if line.name == "inactive" {
                throw .wrongDirection(line: audio.number, needs: "a=sendrecv, a=sendonly or a=recvonly", found: "inactive")
            }
        }
        return .sendReceive
    }

    /// - Source: RFC 5576 section 6.1
    static func readCNAME(of audio: MediaDescription) -> String? {
        for line in audio.lines.attributes("ssrc") {
            guard let (_, attribute) = Grammar.halves(line.value ?? "", at: " "),
                let (name, value) = Grammar.halves(attribute, at: ":")
            else { continue }
            if name == "cname", !value.isEmpty { return value }
        }
        return nil
    }

    /// Whole milliseconds: RFC 8866 section 6.4 allows fractions, that nobody can send.
    static func readPacketTime(_ name: String, of audio: MediaDescription) throws(SDPError) -> Int? {
        guard let line = audio.lines.attribute(name) else { return nil }
        let value = line.value ?? ""
        let (whole, fraction) = Grammar.halves(value, at: ".") ?? (value, "0")
        guard let number = Grammar.number(whole, in: Chosen.packetTimes), Grammar.number(fraction, in: 0...Int.max) != nil else {
            throw .wrong(line: line.number, needs: "a=\(name): with 1 to \(Chosen.packetTimes.upperBound) ms", found: value)
        }
        return number
    }
}
