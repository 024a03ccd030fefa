/// Addresses as people and protocols write them. Names are looked up by nobody here.
extension TransportAddress {
    /// Reads `192.0.2.1` or `2001:db8::1`; no names, no brackets, no zones.
    /// - Source: RFC 4291 section 2.2; dotted numbers have no leading zeros, which elsewhere would make them octal
    public init?(address text: String, port: UInt16) {
        let bytes = Array(text.utf8)
        guard bytes.count <= AddressText.longest else { return nil }
        if let ipv4 = AddressText.dotted(bytes[...]) {
            self.init(ipv4: ipv4, port: port)
        } else if let (high, low) = AddressText.halves(bytes[...]) {
            self.init(high: high, low: low, port: port)
        } else {
            return nil
        }
    }

    /// The address without its port: dotted for IPv4, in the short form for IPv6.
    /// - Source: RFC 5952 section 4
    public var addressText: String {
        if let ipv4 { return [24, 16, 8, 0].map { String(ipv4 >> UInt32($0) & 0xFF) }.joined(separator: ".") }
        let groups = [high, low].flatMap { half in [48, 32, 16, 0].map { half >> UInt64($0) & 0xFFFF } }
        // The longest run of zeros, the first of equals; one alone is written out.
        var longest = 0..<0
        var start = 0
        for index in 0...groups.count where index == groups.count || groups[index] != 0 {
            if index - start > max(1, longest.count) { longest = start..<index }
            start = index + 1
        }
        func written(_ range: Range<Int>) -> String { groups[range].map { String($0, radix: 16) }.joined(separator: ":") }
        if longest.isEmpty { return written(0..<groups.count) }
        return written(0..<longest.lowerBound) + "::" + written(longest.upperBound..<groups.count)
    }
}

/// The grammar of addresses, on bytes.
private enum AddressText {
    /// Eight groups of four digits, the last two of them dotted: the longest that is one.
    static var longest: Int { 45 }

    private static var colon: UInt8 { UInt8(ascii: ":") }
    private static var dot: UInt8 { UInt8(ascii: ".") }

    static func dotted(_ text: ArraySlice<UInt8>) -> UInt32? {
        let parts = text.split(separator: dot, omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var address: UInt32 = 0
        for part in parts {
            guard let number = number(part, radix: 10, mostDigits: 3), number <= 255, part.count == 1 || part.first != UInt8(ascii: "0") else { return nil }
            address = address << 8 | number
        }
        return address
    }

    /// The upper and the lower half of an IPv6 address.
    static func halves(_ text: ArraySlice<UInt8>) -> (high: UInt64, low: UInt64)? {
        guard let groups = allGroups(text), groups.count == 8 else { return nil }
        func half(_ range: Range<Int>) -> UInt64 { groups[range].reduce(0) { $0 << 16 | UInt64($1) } }
        return (half(0..<4), half(4..<8))
    }

    /// With the zeros for which two colons stand, at least one.
    private static func allGroups(_ text: ArraySlice<UInt8>) -> [UInt32]? {
        let gap = text.indices.dropLast().first { text[$0] == colon && text[$0 + 1] == colon }
        guard let gap else { return groups(text, mayEndDotted: true) }
        guard let head = groups(text[..<gap], mayEndDotted: false), let tail = groups(text[(gap + 2)...], mayEndDotted: true),
            head.count + tail.count < 8
        else { return nil }
        return head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail
    }

    private static func groups(_ text: ArraySlice<UInt8>, mayEndDotted: Bool) -> [UInt32]? {
        var groups: [UInt32] = []
        guard !text.isEmpty else { return groups }
        for part in text.split(separator: colon, omittingEmptySubsequences: false) {
            if let group = number(part, radix: 16, mostDigits: 4) {
                groups.append(group)
            } else if mayEndDotted, part.endIndex == text.endIndex, let ipv4 = dotted(part) {
                groups += [ipv4 >> 16, ipv4 & 0xFFFF]
            } else {
                return nil
            }
        }
        return groups
    }

    private static func number(_ digits: ArraySlice<UInt8>, radix: UInt32, mostDigits: Int) -> UInt32? {
        guard !digits.isEmpty, digits.count <= mostDigits else { return nil }
        var number: UInt32 = 0
        for byte in digits {
            guard let value = value(of: byte), value < radix else { return nil }
            number = number * radix + value
        }
        return number
    }

    private static func value(of digit: UInt8) -> UInt32? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(digit - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(digit - UInt8(ascii: "A")) + 10
        default: nil
        }
    }
}
