import MediaLink
import MediaTypes

/// Which pairs of ports are reserved for calls, and by whom. A pair is an even port and the odd one above.
struct CallPortBook {
    /// Pairs that are tried before it is said that there is none: other programs may have some, and nobody is to wait for a thousand.
    private static var mostTries: Int { 256 }

    let range: ClosedRange<UInt16>?
    /// The first port of each reserved pair, by index.
    private var ports: [UInt16?]
    private var legs: [LegID: Int] = [:]

    init(_ range: ClosedRange<UInt16>?, most: Int) {
        self.range = range
        ports = Array(repeating: nil, count: min(most, Self.evenPorts(range).count))
    }

    /// How many pairs can be reserved at once.
    var capacity: Int { ports.count }

    private static func evenPorts(_ range: ClosedRange<UInt16>?) -> [UInt16] {
        guard let range else { return [] }
        return stride(from: (Int(range.lowerBound) + 1) / 2 * 2, to: Int(range.upperBound), by: 2).map { UInt16($0) }
    }

    /// Reserves a pair that `open` can open, beginning somewhere by lot: who watches the box must not know which port is next.
    mutating func reserve(using random: inout some RandomNumberGenerator, _ open: (Int, UInt16) -> Bool) -> CallPort? {
        guard let index = ports.firstIndex(of: nil) else { return nil }
        let taken = Set(ports.compactMap { $0 })
        let all = Self.evenPorts(range)
        let first = Int.random(in: 0..<all.count, using: &random)
        var tries = 0
        for step in 0..<all.count where tries < Self.mostTries {
            let port = all[(first + step) % all.count]
            guard !taken.contains(port) else { continue }
            tries += 1
            guard open(index, port) else { continue }
            ports[index] = port
            return CallPort(index: index, port: port)
        }
        return nil
    }

    /// Whether the pair is reserved and has no leg yet.
    func isWaiting(_ port: CallPort) -> Bool {
        ports.indices.contains(port.index) && ports[port.index] == port.port && !legs.values.contains(port.index)
    }

    mutating func give(_ port: CallPort, to leg: LegID) { legs[leg] = port.index }

    /// The leg has gone, or did not come to be: then the pair waits again.
    mutating func takeBack(from leg: LegID) -> CallPort? {
        guard let index = legs.removeValue(forKey: leg), let port = ports[index] else { return nil }
        return CallPort(index: index, port: port)
    }

    /// - Returns: whether the pair was waiting, and is to be closed
    mutating func release(_ port: CallPort) -> Bool {
        guard isWaiting(port) else { return false }
        ports[port.index] = nil
        return true
    }
}
