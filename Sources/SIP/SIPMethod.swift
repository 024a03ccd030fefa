/// A method. Upper and lower case are different methods, and any token is one.
/// - Source: RFC 3261 section 7.1
public struct SIPMethod: Sendable, Hashable {
    /// As it is written.
    public let name: String

    /// - Shape: name: a token
    public init(_ name: String) { self.name = name }

    /// The ones that this user agent serves.
    public static var invite: SIPMethod { SIPMethod("INVITE") }
    public static var ack: SIPMethod { SIPMethod("ACK") }
    public static var bye: SIPMethod { SIPMethod("BYE") }
    public static var cancel: SIPMethod { SIPMethod("CANCEL") }
    public static var options: SIPMethod { SIPMethod("OPTIONS") }
    public static var update: SIPMethod { SIPMethod("UPDATE") }
    public static var prack: SIPMethod { SIPMethod("PRACK") }
    public static var info: SIPMethod { SIPMethod("INFO") }
    /// The one that it only sends.
    public static var register: SIPMethod { SIPMethod("REGISTER") }

    /// In the order in which an Allow header field lists them.
    public static var served: [SIPMethod] { [.invite, .ack, .bye, .cancel, .options, .update, .prack, .info] }
    /// Served by others: answered 405, where a method that nobody has registered is answered 501.
    static var registered: [SIPMethod] {
        served + ["REGISTER", "REFER", "SUBSCRIBE", "NOTIFY", "MESSAGE", "PUBLISH"].map(SIPMethod.init)
    }
}
