import MediaTypes
import NIOCore

/// Numbers that are ours, with the reason for each.
enum Chosen {
    /// A browser that has found no path, or not shaken hands, after this long will not.
    static let connectTimeout = MediaTime.seconds(30)
    /// Handshakes cost milliseconds of a small box's core; more at once would only make all of them late.
    static let handshakesAtOnce = 32

    /// No browser sends more to us; the HTTP library's own limits are far wider.
    static let maxHeaderBytes = 16_384
    static let maxHeaderFields = 64
    /// The largest offers seen have 6 KiB.
    static let maxBodyBytes = 16_384
    /// Our deepest JSON has one level.
    static let maxJSONDepth = 16
    /// Slower than this is a hand that holds a connection open, not a line.
    static let requestTime = TimeAmount.seconds(10)
    static let idleTime = TimeAmount.seconds(60)
    /// Who takes nothing for so long of what is sent, will not: a page that plays a stream takes some every tenth of a second.
    static let stallTime = TimeAmount.seconds(30)
    /// Each costs a small box its uplink, some 30 kbit/s.
    static let streamListeners = 200
    /// A page holds two; a class behind one address has thirty pages.
    static let connectionsPerNetwork = 100
    static let connections = 2_000
    /// A class that comes in at once behind one address gets in; a script does not get far.
    static let joinsPerMinute = 10.0
    static let joinBurst = 20.0
    static let throttledOrigins = 4_096
    /// Proxies drop streams that are silent for a minute or less.
    static let eventBeat = Duration.seconds(15)
    /// Seats that are gone are looked for this often.
    static let sweepPause = Duration.seconds(2)
    /// A certificate is renewed every two months; noticing within half a minute is soon enough.
    static let certificatePause = Duration.seconds(30)
}
