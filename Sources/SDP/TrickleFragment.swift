/// What a client sends after its offer: more candidates, or with new credentials the wish to restart ICE. The candidates themselves are
/// passed over: a lite agent asks nobody, it waits to be asked.
/// - Source: RFC 8840 section 9, RFC 9725 section 4.3
public struct TrickleFragment: Sendable, Hashable {
    /// The name of the first m-line; nil where none is given.
    public let mid: String?
    /// The client's credentials, which tell the generation of its candidates; nil where none are given.
    public let ufrag: String?
    public let password: String?
    /// How many candidates it names.
    public let candidateCount: Int
    /// No more will follow.
    public let isEndOfCandidates: Bool

    /// Reads an `application/trickle-ice-sdpfrag`.
    /// - Throws: what is no fragment; credentials that differ between its m-lines, or of which one half is missing
    public init(parsing text: String) throws(SDPError) {
        let lines = try SDPLine.read(text)
        guard !lines.isEmpty else { throw .missing(line: 1, needs: "a=ice-ufrag and a=ice-pwd, or a=candidate") }
        let fragment = try SessionDescription.sections(of: lines)
        _ = try BundleGroups(fragment)
        mid = try fragment.media.first?.readMid()
        let all = fragment.lines + fragment.media.flatMap(\.lines)
        ufrag = try Self.readSingle("ice-ufrag", of: all, lengths: Specified.ufragLengths)
        password = try Self.readSingle("ice-pwd", of: all, lengths: Specified.passwordLengths)
        if (ufrag == nil) != (password == nil) {
            throw .missing(line: lines.count, needs: ufrag == nil ? "a=ice-ufrag beside a=ice-pwd" : "a=ice-pwd beside a=ice-ufrag")
        }
        candidateCount = all.attributes("candidate").count
        isEndOfCandidates = all.attribute("end-of-candidates") != nil
    }

    private static func readSingle(_ name: String, of lines: [SDPLine], lengths: ClosedRange<Int>) throws(SDPError) -> String? {
        var single: String?
        for line in lines.attributes(name) {
            let value = try TransportParameters.readICE(line, lengths: lengths)
            guard single == nil || single == value else {
                let needs = "the same a=\(name) wherever it stands, for one transport carries all"
                throw .wrong(line: line.number, needs: needs, found: "another")
            }
            single = value
        }
        return single
    }
}
