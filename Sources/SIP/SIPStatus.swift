/// A status code with its reason phrase.
/// - Source: RFC 3261 section 21
public struct SIPStatus: Sendable, Hashable {
    /// 100 to 699.
    public let code: Int
    /// For people.
    public let reason: String

    /// - Shape: code: 100 to 699
    public init(_ code: Int, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    /// Equal when the codes are: a reason phrase is for people.
    public static func == (a: SIPStatus, b: SIPStatus) -> Bool { a.code == b.code }
    /// Of the code alone.
    public func hash(into hasher: inout Hasher) { hasher.combine(code) }

    /// 1xx: more is to come.
    public var isProvisional: Bool { code < 200 }
    /// 2xx.
    public var isSuccess: Bool { 200..<300 ~= code }

    /// The ones that this target sends or looks for.
    public static var trying: SIPStatus { SIPStatus(100, "Trying") }
    public static var ringing: SIPStatus { SIPStatus(180, "Ringing") }
    public static var sessionProgress: SIPStatus { SIPStatus(183, "Session Progress") }
    public static var ok: SIPStatus { SIPStatus(200, "OK") }
    public static var unauthorized: SIPStatus { SIPStatus(401, "Unauthorized") }
    public static var forbidden: SIPStatus { SIPStatus(403, "Forbidden") }
    public static var notFound: SIPStatus { SIPStatus(404, "Not Found") }
    public static var methodNotAllowed: SIPStatus { SIPStatus(405, "Method Not Allowed") }
    public static var notAcceptable: SIPStatus { SIPStatus(406, "Not Acceptable") }
    public static var proxyAuthenticationRequired: SIPStatus { SIPStatus(407, "Proxy Authentication Required") }
    public static var requestTimeout: SIPStatus { SIPStatus(408, "Request Timeout") }
    public static var unsupportedMediaType: SIPStatus { SIPStatus(415, "Unsupported Media Type") }
    public static var unsupportedScheme: SIPStatus { SIPStatus(416, "Unsupported URI Scheme") }
    public static var badExtension: SIPStatus { SIPStatus(420, "Bad Extension") }
    public static var sessionIntervalTooSmall: SIPStatus { SIPStatus(422, "Session Interval Too Small") }
    public static var intervalTooBrief: SIPStatus { SIPStatus(423, "Interval Too Brief") }
    public static var temporarilyUnavailable: SIPStatus { SIPStatus(480, "Temporarily Unavailable") }
    public static var noSuchCall: SIPStatus { SIPStatus(481, "Call/Transaction Does Not Exist") }
    public static var loopDetected: SIPStatus { SIPStatus(482, "Loop Detected") }
    public static var busyHere: SIPStatus { SIPStatus(486, "Busy Here") }
    public static var requestTerminated: SIPStatus { SIPStatus(487, "Request Terminated") }
    public static var notAcceptableHere: SIPStatus { SIPStatus(488, "Not Acceptable Here") }
    public static var requestPending: SIPStatus { SIPStatus(491, "Request Pending") }
    public static var serverError: SIPStatus { SIPStatus(500, "Server Internal Error") }
    public static var notImplemented: SIPStatus { SIPStatus(501, "Not Implemented") }
    public static var unavailable: SIPStatus { SIPStatus(503, "Service Unavailable") }
    public static var versionNotSupported: SIPStatus { SIPStatus(505, "Version Not Supported") }
    public static var messageTooLarge: SIPStatus { SIPStatus(513, "Message Too Large") }
    public static var decline: SIPStatus { SIPStatus(603, "Decline") }
}
