/// The number of a request within its call, and its method.
/// - Source: RFC 3261 section 20.16
public struct CSeq: Sendable, Hashable {
    public let number: UInt32
    public let method: SIPMethod

    /// - Shape: number: below 2^31 for those that we choose
    public init(_ number: UInt32, _ method: SIPMethod) {
        self.number = number
        self.method = method
    }

    /// Reads the value of a header field.
    public init?(parsing text: String) {
        var scanner = TextScanner(text)
        scanner.skipBlanks()
        guard let value = scanner.number(upTo: UInt64(UInt32.max)), let number = UInt32(exactly: value), let byte = scanner.next,
            Text.isBlank(byte)
        else {
            return nil
        }
        scanner.skipBlanks()
        guard let name = scanner.token() else { return nil }
        scanner.skipBlanks()
        guard scanner.isAtEnd else { return nil }
        self.init(number, SIPMethod(name))
    }

    /// As it is written.
    public var text: String { "\(number) \(method.name)" }
}
