/// What a participant is called: a random handle such as `p-4f7a`. It says nothing about anybody, and is never
/// given twice in one run of the box.
public struct ParticipantHandle: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let text: String

    public init(_ text: String) { self.text = text }

    public var description: String { text }
    public static func < (a: ParticipantHandle, b: ParticipantHandle) -> Bool { a.text < b.text }
}

/// Written as its text alone.
extension ParticipantHandle: Codable {
    public init(from decoder: any Decoder) throws { self.init(try decoder.singleValueContainer().decode(String.self)) }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// Draws handles.
struct HandleSource {
    /// Handles begin with four hexadecimal digits and get longer before they become rare.
    private var digits = 4
    private var drawn: Set<UInt64> = []

    /// A handle that was not drawn before.
    mutating func draw(using random: inout some RandomNumberGenerator) -> ParticipantHandle {
        if drawn.count >= 1 << (4 * digits - 1), digits < 12 {
            // A longer handle cannot equal a shorter one, so those drawn so far can be forgotten.
            digits += 2
            drawn = []
        }
        while true {
            let value = UInt64.random(in: 0..<1 << (4 * UInt64(digits)), using: &random)
            guard drawn.insert(value).inserted else { continue }
            let text = String(value, radix: 16)
            return ParticipantHandle("p-" + String(repeating: "0", count: digits - text.count) + text)
        }
    }
}
