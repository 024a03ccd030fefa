import MediaTypes

/// How a trunk stands.
public enum RegistrationStatus: Sendable, Hashable {
    /// Not asked for.
    case stopped
    /// Asked, or about to ask, and nothing heard yet.
    case trying
    /// Calls come in.
    case registered(since: MediaTime, until: MediaTime)
    /// They do not, or will not for long; tried again then.
    case failing(RegistrationFailure, retryAt: MediaTime)
}

/// What the other side answered, or did not.
public enum RegistrationFailure: Sendable, Hashable {
    /// Nothing within 32 s, from none of its addresses that were tried.
    case noAnswer
    case wrongPassword
    /// It asks for a password in another realm than ours.
    case otherRealm(String)
    /// It asks for a proof that we do not know.
    case unknownScheme
    /// 403
    case forbidden
    /// 404, 410, 484, 604
    case unknownAccount
    /// 3xx, which is not followed.
    case redirected
    /// 5xx and the like: its own trouble, for a while.
    case unavailable(SIPStatus)
    /// Any other refusal.
    case refused(SIPStatus)
    /// It wants a time of registration that is too long, or names none that can be read.
    case unusableExpiry
    /// It grants so short a time that keeping registered would be a flood.
    case briefExpiry(seconds: Int)

    /// What to do about it, in a sentence for whoever runs the box. It holds nothing of an account but the realm that the other side named.
    public var advice: String {
        switch self {
        case .noAnswer: "no answer: check the trunk's address, port and transport, and whether a firewall lets them through"
        case .wrongPassword:
            "wrong user or password: check both; the box waits half an hour between tries, so that the account is not locked"
        case .otherRealm(let realm):
            "it asks for the password of the realm \(Self.shown(realm)): if that is your provider's, set the trunk's realm to it; "
                + "the password is not given away before"
        case .unknownScheme: "it asks for a proof other than digest with MD5 or SHA-256: ask the provider for an account with one of these"
        case .forbidden:
            "it forbids this account to register (403): check user and number, and whether the provider has locked the account"
        case .unknownAccount: "it does not know this account: check the trunk's user and domain"
        case .redirected: "it sends us to another address, which is not followed: ask the provider for the right registrar, and set it"
        case .unavailable(let status): "the provider has trouble of its own (\(status.code)): wait; the box tries again by itself"
        case .refused(let status): "it refused with \(status.code): ask the provider what this means for your account"
        case .unusableExpiry: "it wants a time of registration that cannot be kept: ask the provider for one between 30 s and 2 h"
        case .briefExpiry(let seconds):
            "it registers us for \(seconds) s only, which cannot be kept up: ask the provider for 30 s or more; the box tries again every two "
                + "minutes at most"
        }
    }

    private static func shown(_ realm: String) -> String {
        "\"" + String(String.UnicodeScalarView(realm.unicodeScalars.prefix(60).map { 0x20..<0x7F ~= $0.value ? $0 : "?" })) + "\""
    }

    /// Whether only a person can put it right.
    var needsPerson: Bool {
        switch self {
        case .wrongPassword, .otherRealm, .unknownScheme, .forbidden, .unknownAccount, .redirected, .unusableExpiry: true
        case .noAnswer, .unavailable, .refused, .briefExpiry: false
        }
    }
}
