/// What an offer says of its transport: who will ask with ICE, and whose certificate DTLS must show. Each may stand with the media, with
/// the media that leads its BUNDLE group, or before all media.
/// - Source: RFC 8839 section 5.4, RFC 8122 section 5, RFC 8842 section 5, RFC 5761 section 5.1.1, RFC 9143 section 7.1.3
struct TransportParameters {
    let ufrag: String
    let password: String
    /// As `sha-256 AB:CD…`, in capitals.
    let fingerprint: String

    /// - Parameter leader: the first m-line of the BUNDLE group, when `media` is in one
    init(of media: MediaDescription, leader: MediaDescription?, in session: SessionDescription) throws(SDPError) {
        let places = [media.lines, leader?.lines ?? [], session.lines]
        func find(_ name: String) -> SDPLine? { places.lazy.compactMap { $0.attribute(name) }.first }

        if let line = session.lines.attribute("ice-lite") {
            throw .wrong(line: line.number, needs: "a full ICE agent, for this side is lite and asks nothing", found: line.text)
        }
        guard find("rtcp-mux") != nil || find("rtcp-mux-only") != nil else {
            throw .missing(line: media.number, needs: "a=rtcp-mux with the audio")
        }
        ufrag = try Self.readICE(find("ice-ufrag"), name: "ice-ufrag", lengths: Specified.ufragLengths, of: media)
        password = try Self.readICE(find("ice-pwd"), name: "ice-pwd", lengths: Specified.passwordLengths, of: media)
        fingerprint = try Self.fingerprint(places.lazy.map { $0.attributes("fingerprint") }.first { !$0.isEmpty } ?? [], of: media)
        guard let setup = find("setup") else { throw .missing(line: media.number, needs: "a=setup:actpass with the audio") }
        guard setup.value == "actpass" || setup.value == "active" else {
            throw .wrong(line: setup.number, needs: "a=setup:actpass or a=setup:active, for DTLS starts at the offerer", found: setup.text)
        }
    }

    static func readICE(_ line: SDPLine?, name: String, lengths: ClosedRange<Int>, of media: MediaDescription) throws(SDPError) -> String {
        guard let line else { throw .missing(line: media.number, needs: "a=\(name) with the audio") }
        return try readICE(line, lengths: lengths)
    }

    /// The error does not repeat the value: passwords come back to nobody, and land in no log.
    static func readICE(_ line: SDPLine, lengths: ClosedRange<Int>) throws(SDPError) -> String {
        guard let value = line.value, Grammar.isICE(value, lengths: lengths) else {
            let count = line.value?.utf8.count ?? 0
            throw .wrong(
                line: line.number, needs: "a=\(line.name): with \(lengths.lowerBound) to \(lengths.upperBound) letters, digits, + or /",
                found: "\(count) bytes")
        }
        return value
    }

    /// Of several, the SHA-256 one: others may stand beside it for older peers.
    static func fingerprint(_ lines: [SDPLine], of media: MediaDescription) throws(SDPError) -> String {
        guard let first = lines.first else { throw .missing(line: media.number, needs: "a=fingerprint:sha-256 with the audio") }
        for line in lines {
            guard let (hash, digits) = Grammar.halves(line.value ?? "", at: " "), hash.lowercased() == "sha-256" else { continue }
            let bytes = digits.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            guard bytes.count == Specified.fingerprintByteCount, bytes.allSatisfy({ $0.count == 2 && $0.allSatisfy(isHexadecimal) }) else {
                throw .wrong(line: line.number, needs: "32 bytes as AB:CD:…", found: digits)
            }
            return "sha-256 \(digits.uppercased())"
        }
        throw .wrong(line: first.number, needs: "a=fingerprint:sha-256 and 32 bytes as AB:CD:…", found: first.value ?? "")
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }
}
