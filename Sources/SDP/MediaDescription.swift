/// An m-line, with the lines up to the next one.
/// - Source: RFC 8866 section 5.14
public struct MediaDescription: Sendable, Hashable {
    /// `audio`, `video`, `application`.
    public let kind: String
    /// 0 when the media is refused, or described further up for the whole BUNDLE group.
    public let port: UInt16
    /// How many ports; 1 but for layered encodings that nobody sends.
    public let portCount: Int
    /// As `UDP/TLS/RTP/SAVPF`.
    public let transport: String
    /// Payload types, where the transport is RTP.
    public let formats: [String]
    /// The m-line's own number; it counts from 1.
    public let number: Int
    public internal(set) var lines: [SDPLine] = []

    init(parsing line: SDPLine) throws(SDPError) {
        number = line.number
        let value = line.value ?? ""
        let fields = Grammar.split(value, at: " ")
        let needs = "m=<kind> <port> <transport> <format>, as m=audio 9 UDP/TLS/RTP/SAVPF 111"
        guard fields.count >= 4, fields.dropFirst(3).allSatisfy(Grammar.isToken), Grammar.isToken(fields[0]) else {
            throw .wrong(line: number, needs: needs, found: "m=\(value)")
        }
        kind = fields[0]
        let (portText, countText) = Grammar.halves(fields[1], at: "/") ?? (fields[1], "1")
        guard let portNumber = Grammar.number(portText, in: 0...65_535), let count = Grammar.number(countText, in: 1...65_535) else {
            throw .wrong(line: number, needs: "a port from 0 to 65535", found: fields[1])
        }
        port = UInt16(truncatingIfNeeded: portNumber)
        portCount = count
        transport = fields[2]
        guard Grammar.split(transport, at: "/").allSatisfy(Grammar.isToken), transport.utf8.first != UInt8(ascii: "/") else {
            throw .wrong(line: number, needs: "a transport, as UDP/TLS/RTP/SAVPF", found: fields[2])
        }
        formats = Array(fields.dropFirst(3))
    }

    /// The m-line as it is written, without the line's end.
    public var text: String {
        "m=\(kind) \(port)\(portCount > 1 ? "/\(portCount)" : "") \(transport) \(formats.joined(separator: " "))"
    }

    /// The name of this m-line in a BUNDLE group and in trickled candidates; nil where none is given.
    /// - Throws: when it is no short token
    /// - Source: RFC 5888 section 4
    func readMid() throws(SDPError) -> String? {
        guard let line = lines.attribute("mid") else { return nil }
        let mid = line.value ?? ""
        guard Grammar.isToken(mid), mid.utf8.count <= Chosen.longestMid else {
            throw .wrong(line: line.number, needs: "a=mid: with 1 to \(Chosen.longestMid) letters or digits", found: mid)
        }
        return mid
    }
}
