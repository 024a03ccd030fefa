/// A description, taken apart into lines. What the lines mean is for `AudioOffer`.
/// - Source: RFC 8866 section 5
public struct SessionDescription: Sendable, Hashable {
    /// The lines before the first m-line.
    public let lines: [SDPLine]
    public let media: [MediaDescription]

    /// Reads a text of at most 16 KiB, 1,000 lines and 16 m-lines.
    /// - Throws: for anything that is no description; nothing traps
    public static func parse(_ text: String) throws(SDPError) -> SessionDescription {
        let description = try sections(of: SDPLine.read(text))
        try description.checkBeginning()
        return description
    }

    /// As it is written, every line ended by CR LF.
    public var text: String {
        (lines.map(\.text) + media.flatMap { [$0.text] + $0.lines.map(\.text) }).map { $0 + "\r\n" }.joined()
    }

    /// Sorts the lines to the m-lines above them. A fragment may begin with any line.
    static func sections(of lines: [SDPLine]) throws(SDPError) -> SessionDescription {
        let session = Array(lines.prefix { $0.type != "m" })
        var media: [MediaDescription] = []
        for line in lines.dropFirst(session.count) {
            if line.type == "m" {
                guard media.count < Chosen.mostMedia else { throw .tooManyMedia(line: line.number, limit: Chosen.mostMedia) }
                media.append(try MediaDescription(parsing: line))
            } else if Specified.mediaLineTypes.unicodeScalars.contains(line.type) {
                media[media.count - 1].lines.append(line)
            } else {
                throw .wrong(line: line.number, needs: "one of the letters \(Specified.mediaLineTypes)m after an m-line", found: line.text)
            }
        }
        return SessionDescription(lines: session, media: media)
    }

    /// Version, origin and name come first and in this order, and somewhere there is a time.
    private func checkBeginning() throws(SDPError) {
        for (index, start) in ["v=0", "o=", "s="].enumerated() {
            guard index < lines.count else { throw .missing(line: lines.count + 1, needs: "\(start)\(index == 0 ? "" : "…")") }
            let text = lines[index].text
            guard index == 0 ? text == start : text.hasPrefix(start) else {
                throw .wrong(line: index + 1, needs: "\(start)\(index == 0 ? "" : "…")", found: text)
            }
        }
        guard lines.contains(where: { $0.type == "t" }) else { throw .missing(line: lines.count, needs: "t=0 0 before the first m-line") }
    }
}
