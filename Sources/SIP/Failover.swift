/// Places to try in their order. Whoever fails is left for the next, the last for the first; who serves is stayed with.
/// - Source: RFC 3263 section 4.3
public struct Failover: Sendable, Hashable {
    private var targets: [SIPPath]
    private var index = 0
    /// Failures since the last success.
    public private(set) var failures = 0

    /// - Shape: targets: the best first
    public init(_ targets: [SIPPath]) { self.targets = targets }

    /// The one to try now; nil without any.
    public var current: SIPPath? { index < targets.count ? targets[index] : nil }

    /// Whether each of them has failed since the last success.
    public var haveAllFailed: Bool { failures >= targets.count }

    /// The current one did not serve.
    public mutating func fail() {
        failures += 1
        index = targets.isEmpty ? 0 : (index + 1) % targets.count
    }

    /// The current one did.
    public mutating func succeed() { failures = 0 }

    /// A new look-up; the current one stays if it is still there.
    public mutating func replace(with targets: [SIPPath]) {
        let kept = current.flatMap { targets.firstIndex(of: $0) } ?? 0
        self.targets = targets
        index = kept
    }
}
