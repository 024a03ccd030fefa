import MediaLink
import MediaTypes

/// Gives things up in order when ticks take too long, and takes them back when they do not.
/// Past 75% of the period for a second: one step more; below 60% for five seconds: one step less.
struct OverloadGuard {
    private let period: MediaTime
    private var high = MediaTime.zero
    private var low = MediaTime.zero
    private(set) var degradation = Degradation.none

    init(period: MediaTime) { self.period = period }

    /// Takes in how long a tick took.
    mutating func note(_ duration: MediaTime) {
        high = duration * 100 > period * 75 ? high + period : .zero
        low = duration * 100 < period * 60 ? low + period : .zero
        if high >= .seconds(1) {
            degradation = Degradation(rawValue: degradation.rawValue + 1) ?? degradation
            high = .zero
        }
        if low >= .seconds(5) {
            degradation = degradation == .none ? .none : Degradation(rawValue: degradation.rawValue - 1) ?? .none
            low = .zero
        }
    }
}
