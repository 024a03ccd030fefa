/// What one side wants to be sent as Opus.
/// - Source: RFC 7587 section 6.1
public struct OpusParameters: Sendable, Hashable {
    /// In bit/s; nil when not said.
    public let maxAverageBitrate: Int?
    /// In Hz: more than this the listener does not play; nil when not said.
    public let maxPlaybackRate: Int?
    /// Forward error correction inside the packets is welcome.
    public let usesInbandFEC: Bool
    /// Silence may be left out.
    public let usesDTX: Bool
    /// All packets shall have the same length.
    public let isConstantBitrate: Bool

    /// Reads the parameters of an a=fmtp line. Unknown ones, and values that cannot be, are passed over as RFC 7587 asks.
    public init(parsing text: String) {
        var values: [String: String] = [:]
        for piece in Grammar.split(text, at: ";") {
            guard let (key, value) = Grammar.halves(piece, at: "=") else { continue }
            values[Grammar.trimmed(key).lowercased()] = Grammar.trimmed(value)
        }
        maxAverageBitrate = values["maxaveragebitrate"].flatMap { Grammar.number($0, in: Specified.opusBitrates) }
        maxPlaybackRate = values["maxplaybackrate"].flatMap { Grammar.number($0, in: Specified.opusRates) }
        usesInbandFEC = values["useinbandfec"] == "1"
        usesDTX = values["usedtx"] == "1"
        isConstantBitrate = values["cbr"] == "1"
    }
}
