/// The small words that descriptions are made of. All look at bytes: a Swift character can hold a line break and an accent at once.
enum Grammar {
    /// RFC 8866 section 9: printable ASCII without the characters that separate.
    static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x30...0x39, 0x41...0x5A, 0x5E...0x7E: true
                default: false
                }
            }
    }

    /// RFC 8839 section 5.1: the letters of a ufrag or password.
    static func isICE(_ text: String, lengths: ClosedRange<Int>) -> Bool {
        lengths ~= text.utf8.count
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x2B, 0x2F, 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: false
                }
            }
    }

    /// Digits and nothing else, in `range`.
    static func number(_ text: String, in range: ClosedRange<Int>) -> Int? {
        guard 1...10 ~= text.utf8.count, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let number = Int(text) else { return nil }
        return range ~= number ? number : nil
    }

    /// The pieces between the separators; without empty ones.
    static func split(_ text: String, at separator: Unicode.Scalar) -> [String] {
        text.utf8.split { $0 == UInt8(ascii: separator) }.map { String(Substring($0)) }
    }

    /// The parts before and after the first separator; nil where there is none.
    static func halves(_ text: String, at separator: Unicode.Scalar) -> (String, String)? {
        guard let index = text.utf8.firstIndex(of: UInt8(ascii: separator)) else { return nil }
        return (String(Substring(text.utf8[..<index])), String(Substring(text.utf8[text.utf8.index(after: index)...])))
    }

    /// Without spaces at both ends.
    static func trimmed(_ text: String) -> String {
        let start = text.utf8.drop { $0 == 0x20 }
        guard let last = start.lastIndex(where: { $0 != 0x20 }) else { return "" }
        return String(Substring(start[...last]))
    }
}
