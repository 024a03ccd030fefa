/// The formats of an audio m-line: which payload type is Opus, which is RED, which are the keys of a telephone.
/// - Source: RFC 8866 sections 6.6 and 6.15, RFC 7587 section 7, RFC 2198 section 5, RFC 4733 section 7.1.1
struct AudioFormats {
    let opus: UInt8
    let opusParameters: OpusParameters
    let red: UInt8?
    let telephoneEvent: UInt8?
    let telephoneEventRate: Int?
    /// Those above, in the order of the m-line: the first that can carry speech is what the offerer likes best.
    let order: [UInt8]

    init(_ media: MediaDescription) throws(SDPError) {
        let maps = try Self.readMaps(media)
        let parameters = try Self.readParameters(media)
        // As the m-line orders them; static types without an a=rtpmap are none that we look for.
        let types = media.formats.compactMap { format -> UInt8? in
            guard let type = Grammar.number(format, in: Specified.payloadTypes), !(Specified.typesTakenByRTCP ~= type) else { return nil }
            return UInt8(type)
        }
        func first(_ encoding: String) -> UInt8? { types.first { maps[$0] == encoding } }

        guard let opus = first("opus/48000/2") else { throw .noOpus(line: media.number) }
        // Without a=fmtp nothing says otherwise than that the blocks are Opus.
        let red = types.first { type in
            let blocks = parameters[type].map { Grammar.split(Grammar.trimmed($0), at: "/") } ?? []
            return maps[type] == "red/48000/2" && blocks.allSatisfy { $0 == String(opus) }
        }
        // One clock for the whole stream is better, but Firefox knows 8000 only.
        let rate = [48_000, 8_000].first { first("telephone-event/\($0)") != nil }
        let event = rate.flatMap { first("telephone-event/\($0)") }
        self.opus = opus
        self.red = red
        opusParameters = OpusParameters(parsing: parameters[opus] ?? "")
        telephoneEvent = event
        telephoneEventRate = rate
        var order: [UInt8] = []
        for type in types where (type == opus || type == red || type == event) && !order.contains(type) { order.append(type) }
        self.order = order
    }

    /// The encodings in small letters, by payload type.
    static func readMaps(_ media: MediaDescription) throws(SDPError) -> [UInt8: String] {
        var maps: [UInt8: String] = [:]
        for line in media.lines.attributes("rtpmap") {
            let (type, encoding) = try readTyped(line, needs: "a=rtpmap:<format> <name>/<rate>, as a=rtpmap:111 opus/48000/2")
            let parts = Grammar.split(encoding, at: "/")
            guard 2...3 ~= parts.count, Grammar.isToken(parts[0]),
                parts.dropFirst().allSatisfy({ Grammar.number($0, in: 1...1_000_000) != nil })
            else { throw .wrong(line: line.number, needs: "a name, a rate and maybe channels, as opus/48000/2", found: encoding) }
            guard maps[type] == nil else {
                throw .wrong(line: line.number, needs: "one a=rtpmap for each format", found: "a second one for \(type)")
            }
            // A channel count of 1 says what its absence says.
            let channels = parts.count == 3 && parts[2] != "1" ? "/\(parts[2])" : ""
            maps[type] = "\(parts[0].lowercased())/\(parts[1])\(channels)"
        }
        return maps
    }

    static func readParameters(_ media: MediaDescription) throws(SDPError) -> [UInt8: String] {
        var parameters: [UInt8: String] = [:]
        for line in media.lines.attributes("fmtp") {
            let (type, text) = try readTyped(line, needs: "a=fmtp:<format> <parameters>, as a=fmtp:111 useinbandfec=1")
            // Nothing forbids a second line: the two add up.
            parameters[type] = parameters[type].map { "\($0);\(text)" } ?? text
        }
        return parameters
    }

    private static func readTyped(_ line: SDPLine, needs: String) throws(SDPError) -> (UInt8, String) {
        guard let (format, rest) = Grammar.halves(line.value ?? "", at: " "), let type = Grammar.number(format, in: Specified.payloadTypes),
            !Grammar.trimmed(rest).isEmpty
        else { throw .wrong(line: line.number, needs: needs, found: line.text) }
        return (UInt8(truncatingIfNeeded: type), Grammar.trimmed(rest))
    }
}
