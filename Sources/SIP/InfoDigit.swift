/// A key in the body of an INFO: the two forms that telephones send.
enum InfoDigit {
    /// `Signal=5` among lines, or the key alone; 0 to 9, A to D, star and hash, the last two also as 10 and 11.
    static func parse(_ body: SIPBody) -> Character? {
        let lines = body.bytes.prefix(256).split { $0 == 0x0D || $0 == 0x0A }.map { Text.trimmed(String(decoding: $0, as: UTF8.self)) }
        guard body.mediaType == "application/dtmf-relay" else { return lines.first.flatMap(key) }
        for line in lines {
            let halves = line.utf8.split(separator: UInt8(ascii: "="), maxSplits: 1).map {
                Text.trimmed(String(decoding: $0, as: UTF8.self))
            }
            if halves.count == 2, Text.areSame(halves[0], "signal") { return key(halves[1]) }
        }
        return nil
    }

    private static func key(_ text: String) -> Character? {
        if text == "10" { return "*" }
        if text == "11" { return "#" }
        guard text.utf8.count == 1, let byte = text.utf8.first else { return nil }
        switch byte {
        case 0x30...0x39, 0x23, 0x2A, 0x41...0x44: return Character(Unicode.Scalar(byte))
        case 0x61...0x64: return Character(Unicode.Scalar(byte & 0xDF))
        default: return nil
        }
    }
}
