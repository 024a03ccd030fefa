/// Which m-lines share one transport.
/// - Source: RFC 9143 section 5
struct BundleGroups {
    /// By index of the m-line.
    let mids: [String?]
    private let groups: [[String]]

    init(_ session: SessionDescription) throws(SDPError) {
        var mids: [String?] = []
        var seen: Set<String> = []
        for media in session.media {
            let mid = try media.readMid()
            if let mid, !seen.insert(mid).inserted {
                let line = media.lines.attribute("mid")?.number ?? media.number
                throw .wrong(line: line, needs: "an a=mid for each m-line of its own", found: mid)
            }
            mids.append(mid)
        }
        self.mids = mids
        groups = session.lines.attributes("group").compactMap { line in
            let fields = Grammar.split(line.value ?? "", at: " ")
            return fields.first == "BUNDLE" ? Array(fields.dropFirst()) : nil
        }
    }

    /// The group that holds the m-line; nil when it has a transport of its own.
    func group(of index: Int) -> [String]? {
        mids[index].flatMap { mid in groups.first { $0.contains(mid) } }
    }

    /// The m-line that describes the transport of the group that holds another one.
    func leader(of index: Int) -> Int? {
        group(of: index)?.first.flatMap { first in mids.firstIndex { $0 == first } }
    }
}
