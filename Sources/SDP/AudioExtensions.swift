/// The header extensions of an audio m-line that we use.
/// - Source: RFC 8285 section 5
struct AudioExtensions {
    /// RFC 6464; nil when not offered, or with a number that only two-byte elements can carry.
    let audioLevel: UInt8?

    init(_ media: MediaDescription) throws(SDPError) {
        var ids: [String: Int] = [:]
        var seen: Set<Int> = []
        for line in media.lines.attributes("extmap") {
            let fields = Grammar.split(line.value ?? "", at: " ")
            let (idText, direction) = fields.first.map { Grammar.halves($0, at: "/") ?? ($0, "sendrecv") } ?? ("", "")
            guard fields.count >= 2, let id = Grammar.number(idText, in: Specified.extensionIDs) else {
                throw .wrong(line: line.number, needs: "a=extmap:<number> <name>, the number from 1 to 14", found: line.text)
            }
            guard seen.insert(id).inserted else {
                throw .wrong(line: line.number, needs: "a number for each a=extmap of its own", found: "\(id) again")
            }
            // Browsers write no direction; with one it would be half an agreement, and we do without.
            if direction == "sendrecv", Specified.oneByteExtensionIDs ~= id, ids[fields[1]] == nil { ids[fields[1]] = id }
        }
        audioLevel = ids[Specified.audioLevelName].map { UInt8(truncatingIfNeeded: $0) }
    }
}
