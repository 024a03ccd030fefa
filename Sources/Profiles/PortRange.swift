/// UDP ports from one to another: `30000-30399`. Calls take them in pairs: RTP on the even one, RTCP on the one above.
/// - Source: RFC 3550 section 11
public struct PortRange: Sendable, Hashable {
    public let first: UInt16
    /// Still one of them.
    public let last: UInt16

    /// For calls; below the ports that Linux gives to whoever asks for any (32768 and up).
    static var usual: PortRange { PortRange(ends: (30_000, 30_399)) }

    private init(ends: (first: UInt16, last: UInt16)) { (first, last) = ends }

    /// - Returns: nil where there is no port, or where one is 0
    public init?(_ first: UInt16, _ last: UInt16) {
        guard first > 0, first <= last else { return nil }
        self.init(ends: (first, last))
    }

    /// - Parameter text: `30000-30399`
    public init?(_ text: String) {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { DecimalText.number($0, atMost: 65_535) }
        guard ends.count == 2, let first = ends[0], let last = ends[1] else { return nil }
        self.init(UInt16(first), UInt16(last))
    }

    public var ports: ClosedRange<UInt16> { first...last }
    /// How many calls fit: whole pairs that begin with an even port.
    public var pairCount: Int { max(0, (Int(last) + 1 - firstEven) / 2) }

    /// Where the first pair begins.
    var firstEven: Int { Int(first) + Int(first % 2) }
}

extension PortRange: CustomStringConvertible {
    public var description: String { "\(first)-\(last)" }
}

extension ValueFormat where Value == PortRange {
    static let ports = ValueFormat(noun: "a range of ports", parse: { PortRange($0) }, write: \.description)
}
