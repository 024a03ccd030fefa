import MediaTypes

/// Learns how much later than the fastest packet the slow ones come, from the last 8 s.
///
/// Each half second gives its largest lateness; the second largest of sixteen is what the buffer has to bridge: one outlier in 8 s is
/// cheaper concealed than waited for, and 8 s after a bad time has ended it is forgotten.
/// - Realtime: no allocation; O(1) a packet
struct DelayEstimator {
    private static var windowCount: Int { 16 }
    /// The fastest packet is looked for in the last 2 s only, so that a sender's clock may drift by 1,000 ppm.
    private static var baseWindows: Int { 4 }
    private static var windowSpan: MediaTime { .milliseconds(500) }

    private var minima: InlineArray<4, MediaTime> = .init(repeating: .distantFuture)
    private var lateness: InlineArray<16, MediaTime> = .init(repeating: .zero)
    private var closedWindows = 0
    private var windowStart = MediaTime.zero
    private var windowMinimum = MediaTime.distantFuture
    private var windowMaximum = MediaTime(nanoseconds: .min)
    private var packetsInWindow = 0
    /// Transit time of the fastest packet lately.
    private(set) var base = MediaTime.distantFuture

    var hasBase: Bool { base != .distantFuture }
    /// Whether `spread` rests on experience.
    var isSettled: Bool { closedWindows >= 2 }

    /// Takes in one packet.
    /// - Units: transit: arrival minus media time; only differences matter
    mutating func note(transit: MediaTime, at now: MediaTime) {
        if packetsInWindow == 0 { windowStart = now }
        packetsInWindow += 1
        windowMinimum = min(windowMinimum, transit)
        windowMaximum = max(windowMaximum, transit)
        base = min(base, transit)
        // A stream that pauses makes no windows: five packets say something, one does not.
        if now - windowStart >= Self.windowSpan, packetsInWindow >= 5 { closeWindow() }
    }

    /// What the buffer has to bridge.
    var spread: MediaTime {
        var largest = hasBase && packetsInWindow > 0 ? windowMaximum - base : .zero
        var second = MediaTime.zero
        for i in 0..<min(closedWindows, Self.windowCount) {
            let late = lateness[i]
            if late > largest {
                second = largest
                largest = late
            } else if late > second {
                second = late
            }
        }
        // Until there is enough experience the worst counts.
        return closedWindows < 4 ? largest : second
    }

    private mutating func closeWindow() {
        minima[closedWindows % Self.baseWindows] = windowMinimum
        var fastest = windowMinimum
        for i in 0..<min(closedWindows + 1, Self.baseWindows) { fastest = min(fastest, minima[i]) }
        base = fastest
        lateness[closedWindows % Self.windowCount] = windowMaximum - base
        closedWindows += 1
        windowMinimum = .distantFuture
        windowMaximum = MediaTime(nanoseconds: .min)
        packetsInWindow = 0
    }
}
