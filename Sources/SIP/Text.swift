/// The small words that header fields are made of. All look at bytes: a Swift character can hold a line break and an accent at once.
/// - Source: RFC 3261 section 25.1
enum Text {
    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    static func isDigit(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte }

    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }

    /// token: alphanumeric / "-" / "." / "!" / "%" / "*" / "_" / "+" / "`" / "'" / "~"
    static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x2D, 0x2E, 0x21, 0x25, 0x2A, 0x5F, 0x2B, 0x60, 0x27, 0x7E: true
        default: isAlphanumeric(byte)
        }
    }

    static func isToken(_ text: some StringProtocol) -> Bool { !text.isEmpty && text.utf8.allSatisfy(isToken) }

    /// unreserved: alphanumeric / "-" / "_" / "." / "!" / "~" / "*" / "'" / "(" / ")"
    static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x2D, 0x5F, 0x2E, 0x21, 0x7E, 0x2A, 0x27, 0x28, 0x29: true
        default: isAlphanumeric(byte)
        }
    }

    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte &- 0x30
        case 0x41...0x46: byte &- 0x37
        case 0x61...0x66: byte &- 0x57
        default: nil
        }
    }

    static func lowercased(_ text: some StringProtocol) -> String {
        String(decoding: text.utf8.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    static func areSame(_ a: some StringProtocol, _ b: some StringProtocol) -> Bool {
        a.utf8.count == b.utf8.count && lowercased(a) == lowercased(b)
    }

    /// Without blanks at both ends.
    static func trimmed(_ text: some StringProtocol) -> String {
        let bytes = Array(text.utf8.drop(while: isBlank))
        let end = bytes.lastIndex { !isBlank($0) }.map { $0 &+ 1 } ?? 0
        return String(decoding: bytes[..<end], as: UTF8.self)
    }

    /// Digits and nothing else, up to `most`; leading zeros are no matter.
    static func number(_ text: some StringProtocol, upTo most: UInt64) -> UInt64? {
        guard !text.isEmpty, text.utf8.allSatisfy(isDigit) else { return nil }
        var value: UInt64 = 0
        for byte in text.utf8 {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            value = product &+ UInt64(byte &- 0x30)
            guard value <= most else { return nil }
        }
        return value
    }

    /// The parts at separators that stand outside of quotes and angle brackets, without blanks at their ends.
    /// - Returns: nil when a quote or a bracket is not closed, or a part is empty
    static func elements(_ text: String, at separator: Unicode.Scalar = ",") -> [String]? {
        var parts: [[UInt8]] = [[]]
        var isQuoted = false
        var isBracketed = false
        var isEscaped = false
        for byte in text.utf8 {
            if isEscaped {
                isEscaped = false
            } else if isQuoted {
                if byte == UInt8(ascii: "\\") { isEscaped = true }
                if byte == UInt8(ascii: "\"") { isQuoted = false }
            } else if byte == UInt8(ascii: "\""), !isBracketed {
                isQuoted = true
            } else if byte == UInt8(ascii: "<") {
                isBracketed = true
            } else if byte == UInt8(ascii: ">") {
                isBracketed = false
            } else if byte == UInt8(ascii: separator), !isBracketed {
                parts.append([])
                continue
            }
            parts[parts.count &- 1].append(byte)
        }
        guard !isQuoted, !isBracketed else { return nil }
        let trimmed = parts.map { Text.trimmed(String(decoding: $0, as: UTF8.self)) }
        return trimmed.contains("") ? nil : trimmed
    }

    /// Whether every % begins an escape, and all else is as `allowed` says.
    static func isEscaped(_ text: some StringProtocol, allowing allowed: (UInt8) -> Bool) -> Bool {
        var hexDigits = 0
        for byte in text.utf8 {
            if hexDigits > 0 {
                guard hexValue(byte) != nil else { return false }
                hexDigits -= 1
            } else if byte == UInt8(ascii: "%") {
                hexDigits = 2
            } else if !allowed(byte) {
                return false
            }
        }
        return hexDigits == 0
    }

    /// With what the escapes stand for; once, never again for what comes out.
    static func unescaped(_ text: some StringProtocol, only isWanted: (UInt8) -> Bool = { _ in true }) -> String {
        var result: [UInt8] = []
        let bytes = Array(text.utf8)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%"), index &+ 2 < bytes.count, let high = hexValue(bytes[index &+ 1]),
                let low = hexValue(bytes[index &+ 2])
            {
                let value = high << 4 | low
                // What stays escaped is written in one way, so that it can be compared.
                result += isWanted(value) ? [value] : Array(lowercased(String(decoding: bytes[index...index &+ 2], as: UTF8.self)).utf8)
                index &+= 3
            } else {
                result.append(byte)
                index &+= 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
