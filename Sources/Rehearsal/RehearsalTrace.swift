import MediaLink
import MediaTypes

/// What each participant did, tick by tick.
public struct RehearsalTrace: Sendable {
    public enum State: UInt8, Sendable {
        case silent
        /// Has voice, but others were louder.
        case unheard
        /// Was heard in the mix.
        case talker
    }

    /// One tick of one participant.
    public struct Point: Sendable {
        public let level: Decibels
        public let state: State
        /// In the jitter buffer; zero while nothing is played.
        public let delay: MediaTime
    }

    public let names: [String]
    public let tick: MediaTime
    /// [participant][tick]
    public private(set) var points: [[Point]]

    public init(names: [String], tick: MediaTime) {
        self.names = names
        self.tick = tick
        points = names.map { _ in [] }
    }

    /// Takes in the tick that is just over.
    public mutating func note(_ rehearsal: Rehearsal) {
        for number in names.indices {
            let report = rehearsal.state(of: number)
            let state: State = report.isTalking ? .talker : report.hasVoice ? .unheard : .silent
            points[number].append(Point(level: report.level, state: state, delay: report.bufferDelay))
        }
    }

    public var duration: MediaTime { tick * (points.first?.count ?? 0) }

    /// How long a participant was in a state.
    public func time(of number: Int, in state: State) -> MediaTime { tick * points[number].count { $0.state == state } }

    /// The mean delay of the jitter buffer while it played; zero where it never did.
    public func meanDelay(of number: Int) -> MediaTime {
        let delays = points[number].lazy.map(\.delay).filter { $0 > .zero }
        return delays.isEmpty ? .zero : delays.reduce(.zero, +) / delays.count
    }

    /// For a picture: the loudest level of each of at most `count` equal spans, and the state that says most.
    public func columns(of number: Int, count: Int) -> [Point] {
        let points = points[number]
        let columnCount = min(count, points.count)
        return (0..<columnCount).map { column in
            let span = points[column * points.count / columnCount..<(column + 1) * points.count / columnCount]
            let level = span.map(\.level).max() ?? Decibels(-127)
            let state = span.map(\.state).max { $0.rawValue < $1.rawValue } ?? .silent
            return Point(level: level, state: state, delay: span.map(\.delay).max() ?? .zero)
        }
    }
}
