/// A sip or sips URI. Parts are kept as they are written, escapes and all.
/// - Source: RFC 3261 section 19.1
public struct SIPURI: Sendable, Hashable {
    /// sips: TLS all the way.
    public var isSecure: Bool
    /// Escaped as written; nil without an @.
    public var userText: String?
    /// Escaped as written.
    public var passwordText: String?
    /// A name, an IPv4 address, or an IPv6 address in brackets.
    public var host: String
    public var port: UInt16?
    public var parameters: Parameters
    /// Behind the question mark; nil without one.
    public var headerText: String?

    /// - Shape: user: as people write it; what needs an escape gets one
    public init(user: String?, host: String, port: UInt16? = nil, isSecure: Bool = false) {
        self.isSecure = isSecure
        userText = user.map(Self.escaped)
        self.host = host
        self.port = port
        parameters = Parameters()
    }

    /// Reads what follows the scheme.
    init?(parsing text: some StringProtocol, isSecure: Bool) {
        self.isSecure = isSecure
        var address = String(text)[...].utf8
        if let at = address.firstIndex(of: UInt8(ascii: "@")) {
            let userInfo = address[..<at].split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
            guard let user = userInfo.first, !user.isEmpty, Text.isEscaped(user, allowing: Self.isUserPart) else { return nil }
            userText = user
            if userInfo.count == 2 {
                guard Text.isEscaped(userInfo[1], allowing: { Text.isUnreserved($0) || "&=+$,".utf8.contains($0) }) else { return nil }
                passwordText = userInfo[1]
            }
            address = address[address.index(after: at)...]
        }
        var scanner = TextScanner(String(decoding: address, as: UTF8.self))
        guard let host = scanner.host() else { return nil }
        self.host = host
        if scanner.take(":") {
            guard let number = scanner.number(upTo: 65_535) else { return nil }
            port = UInt16(exactly: number)
        }
        parameters = Parameters()
        if scanner.take(";") {
            let text = scanner.take { $0 != UInt8(ascii: "?") }
            guard let parameters = Parameters(ofURI: text) else { return nil }
            self.parameters = parameters
        }
        if scanner.take("?") {
            let text = scanner.rest
            guard Text.isEscaped(text, allowing: { Text.isUnreserved($0) || "[]/?:+$=&".utf8.contains($0) }), text.contains("=") else {
                return nil
            }
            headerText = text
        } else if !scanner.isAtEnd {
            return nil
        }
    }

    /// user-unreserved and unreserved; and #, which is no letter of a user and is on every telephone.
    private static func isUserPart(_ byte: UInt8) -> Bool { Text.isUnreserved(byte) || "&=+$,;?/#".utf8.contains(byte) }

    private static func escaped(_ text: String) -> String {
        let hex = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            bytes +=
                Text.isUnreserved(byte) || "&=+$,;?/".utf8.contains(byte)
                ? [byte] : [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The user, with what the escapes stand for.
    public var user: String? { userText.map { Text.unescaped($0) } }

    /// Whether the next hop routes loosely.
    public var isLooseRouter: Bool { parameters["lr"] != nil }

    /// As it is written.
    public var text: String {
        var text = isSecure ? "sips:" : "sip:"
        if let userText { text += userText + (passwordText.map { ":\($0)" } ?? "") + "@" }
        text += host + (port.map { ":\($0)" } ?? "") + parameters.text
        return text + (headerText.map { "?\($0)" } ?? "")
    }

    /// Whether both name the same resource: not the same as written the same.
    /// - Source: RFC 3261 section 19.1.4
    public func isEquivalent(to other: SIPURI) -> Bool {
        guard isSecure == other.isSecure, Self.canonical(userText) == Self.canonical(other.userText),
            Self.canonical(passwordText) == Self.canonical(other.passwordText), Text.areSame(host, other.host), port == other.port
        else { return false }
        // Parameters that both have must be equal; these four must be in both or in none.
        for name in Set((parameters.all + other.parameters.all).map { Text.lowercased($0.name) }) {
            switch (parameters[name], other.parameters[name]) {
            case (let mine?, let theirs?): guard Text.areSame(Text.unescaped(mine), Text.unescaped(theirs)) else { return false }
            default: if ["user", "ttl", "method", "maddr", "transport"].contains(name) { return false }
            }
        }
        return Self.headers(headerText) == Self.headers(other.headerText)
    }

    /// An escaped letter is the letter; an escaped separator is none.
    private static func canonical(_ text: String?) -> String? { text.map { Text.unescaped($0, only: Text.isUnreserved) } }

    private static func headers(_ text: String?) -> [String: Int] {
        let pairs = (text ?? "").utf8.split(separator: UInt8(ascii: "&")).map { part -> String in
            let halves = part.split(separator: UInt8(ascii: "="), maxSplits: 1).map { String(decoding: $0, as: UTF8.self) }
            return Text.lowercased(halves.first ?? "") + "=" + Text.unescaped(halves.dropFirst().first ?? "")
        }
        return pairs.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }
}
