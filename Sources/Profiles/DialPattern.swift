/// Numbers that may be called: one, or with a `*` at the end all that begin so.
public struct DialPattern: Sendable, Hashable {
    /// With its plus; empty for all numbers.
    private let start: String
    private let isWhole: Bool

    /// - Parameter text: `+4930123456`, `+4930*`, `0*` or `*`; `00` at the front is a plus, as in a number
    /// - Returns: nil for anything else
    public init?(_ text: String) {
        isWhole = !text.hasSuffix("*")
        let written = isWhole ? text : String(text.dropLast())
        if !isWhole, ["", "+", "00"].contains(written) {
            start = written == "00" ? "+" : written
        } else if let number = PhoneNumber(written) {
            start = number.description
        } else {
            return nil
        }
    }

    /// A plus is part of the number: `0*` has no number of another country in it, and `+*` nothing else.
    public func matches(_ number: PhoneNumber) -> Bool {
        let text = number.description
        return isWhole ? text == start : text.hasPrefix(start)
    }
}

extension DialPattern: CustomStringConvertible {
    public var description: String { start + (isWhole ? "" : "*") }
}

extension ValueFormat where Value == DialPattern {
    static let dialPattern = ValueFormat(noun: "a number to dial", parse: { DialPattern($0) }, write: \.description)
}
