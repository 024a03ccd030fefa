import MediaTypes

/// A call whose other side has vanished ends by itself: one side says now and then that it is still there, and the other listens for it.
/// - Source: RFC 4028
struct SessionTimer: Sendable {
    /// Agreed, in seconds.
    let interval: Int
    /// Whether it is us who say it.
    let isRefresher: Bool
    private var started: MediaTime
    private var isRefreshing = false

    private init(interval: Int, isRefresher: Bool, at now: MediaTime) {
        self.interval = interval
        self.isRefresher = isRefresher
        started = now
    }

    /// Seconds, and who refreshes, of a Session-Expires field.
    static func parse(_ text: String) -> (seconds: Int, refresher: String?)? {
        var scanner = TextScanner(text)
        guard let seconds = scanner.number(upTo: Specified.largestNumber), let parameters = Parameters(scanning: &scanner) else {
            return nil
        }
        return (Int(seconds), parameters["refresher"].map { Text.lowercased($0) })
    }

    /// Of the side that answers an INVITE or UPDATE.
    /// - Source: RFC 4028 section 9
    init(answering request: SIPRequest, at now: MediaTime) {
        let asked = request.headers["Session-Expires"].flatMap(Self.parse)
        let least = max(Specified.shortestSessionInterval, request.headers.number("Min-SE").map(Int.init) ?? 0)
        // A side that knows no timers can leave it to us.
        let theyRefresh = asked?.refresher == "uac" && request.headers.tokens("Supported").contains("timer")
        self.init(
            interval: max(least, min(asked?.seconds ?? Chosen.sessionInterval, Chosen.sessionInterval)), isRefresher: !theyRefresh, at: now)
    }

    /// Of the side that asked; nil when the other side knows no timers.
    /// - Source: RFC 4028 section 7.2
    init?(askedAndAnswered response: SIPResponse, at now: MediaTime) {
        guard let (seconds, refresher) = response.headers["Session-Expires"].flatMap(Self.parse),
            seconds >= Specified.shortestSessionInterval
        else { return nil }
        self.init(interval: seconds, isRefresher: refresher != "uas", at: now)
    }

    /// From the beginning, by who began it: the other side knows no timers, and has answered all the same.
    func restarted(at now: MediaTime) -> SessionTimer { SessionTimer(interval: interval, isRefresher: isRefresher, at: now) }

    /// Whether a request asks for less than anybody may.
    static func isTooShort(_ request: SIPRequest) -> Bool {
        guard let asked = request.headers["Session-Expires"].flatMap(parse), request.headers.tokens("Supported").contains("timer") else {
            return false
        }
        return asked.seconds < Specified.shortestSessionInterval
    }

    /// What is due.
    enum Due { case refresh, expiry }

    var deadline: MediaTime {
        isRefresher && !isRefreshing ? started + .seconds(Int64(interval / 2)) : started + .seconds(Int64(interval - min(32, interval / 3)))
    }

    mutating func advance(to now: MediaTime) -> Due? {
        guard now >= deadline else { return nil }
        guard isRefresher, !isRefreshing else { return .expiry }
        isRefreshing = true
        return .refresh
    }

    /// Session-Expires of a response; `uac` is whoever asked.
    var answerText: String { "\(interval);refresher=\(isRefresher ? "uas" : "uac")" }
    /// Session-Expires of a request of ours: it stays with who refreshes now.
    var refreshText: String { "\(interval);refresher=\(isRefresher ? "uac" : "uas")" }
}
