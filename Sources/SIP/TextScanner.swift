/// Walks over the text of one header field.
struct TextScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: some StringProtocol) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { position >= bytes.count }

    /// The byte to come.
    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// All that is to come.
    var rest: String { String(decoding: bytes[min(position, bytes.count)...], as: UTF8.self) }

    mutating func skipBlanks() {
        while let byte = next, Text.isBlank(byte) { position &+= 1 }
    }

    /// Goes past `scalar` if it is to come.
    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: scalar) else { return false }
        position &+= 1
        return true
    }

    /// Goes past `scalar` and the blanks around it, if it is to come.
    mutating func takeSeparator(_ scalar: Unicode.Scalar) -> Bool {
        let start = position
        skipBlanks()
        guard take(scalar) else {
            position = start
            return false
        }
        skipBlanks()
        return true
    }

    /// All that is as `isPart` says; may be empty.
    mutating func take(while isPart: (UInt8) -> Bool) -> String {
        let start = position
        while let byte = next, isPart(byte) { position &+= 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    mutating func token() -> String? {
        let token = take(while: Text.isToken)
        return token.isEmpty ? nil : token
    }

    /// Digits up to `most`.
    mutating func number(upTo most: UInt64) -> UInt64? { Text.number(take(while: Text.isDigit), upTo: most) }

    /// A quoted string as it is written, with its quotes; nil when it does not end.
    mutating func quotedString() -> String? {
        let start = position
        guard take("\"") else { return nil }
        while let byte = next {
            position &+= 1
            if byte == UInt8(ascii: "\"") { return String(decoding: bytes[start..<position], as: UTF8.self) }
            if byte == UInt8(ascii: "\\") { position &+= 1 }
        }
        position = start
        return nil
    }

    /// A name, an IPv4 address, or an IPv6 address in brackets.
    mutating func host() -> String? {
        let start = position
        if take("[") {
            let address = take { Text.hexValue($0) != nil || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }
            guard !address.isEmpty, take("]") else {
                position = start
                return nil
            }
            return "[\(address)]"
        }
        // An underscore is in no name of a host, and in many a name in the field.
        let name = take { Text.isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") }
        return name.isEmpty ? nil : name
    }
}
