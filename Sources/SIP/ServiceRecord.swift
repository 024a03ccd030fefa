/// One answer to a question for SRV. The look-up is somebody else's; the order is found here.
/// - Source: RFC 2782; RFC 3263 section 4.2
public struct ServiceRecord: Sendable, Hashable {
    /// The lowest is tried first.
    public let priority: UInt16
    /// Among equals, the share of who is tried first.
    public let weight: UInt16
    public let host: String
    public let port: UInt16

    /// - Shape: host: a name, to be looked up in its turn
    public init(priority: UInt16, weight: UInt16, host: String, port: UInt16) {
        self.priority = priority
        self.weight = weight
        self.host = host
        self.port = port
    }

    /// The order in which to try them: by priority, and among equals by lot, a heavier one more likely first. A root alone ("."), which
    /// says that there is no such service, leaves nothing.
    public static func ordered(_ records: [ServiceRecord], using random: inout some RandomNumberGenerator) -> [ServiceRecord] {
        let real = records.filter { $0.host != "." && !$0.host.isEmpty }
        var result: [ServiceRecord] = []
        for priority in Set(real.map(\.priority)).sorted() {
            // Those without weight stand in front, so that they have a chance at all.
            var left = real.filter { $0.priority == priority && $0.weight == 0 } + real.filter { $0.priority == priority && $0.weight > 0 }
            while !left.isEmpty {
                let lot = UInt64.random(in: 0...left.reduce(0) { $0 + UInt64($1.weight) }, using: &random)
                var sum: UInt64 = 0
                let index =
                    left.firstIndex {
                        sum += UInt64($0.weight)
                        return sum >= lot
                    } ?? 0
                result.append(left.remove(at: index))
            }
        }
        return result
    }
}
