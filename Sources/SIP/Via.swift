/// A hop that a request went over, and the way back of its response.
/// - Source: RFC 3261 section 20.42, RFC 3581
public struct Via: Sendable, Hashable {
    /// Such as SIP/2.0.
    public let version: String
    /// Such as UDP, in upper case.
    public let transport: String
    /// A name or an address, as in a URI.
    public let host: String
    public let port: UInt16?
    public var parameters: Parameters

    /// One of ours: asks the next hop to say from where it saw us (rport).
    public init(transport: SIPTransport, host: String, port: UInt16?, branch: String) {
        version = Specified.version
        self.transport = transport.viaName
        self.host = host
        self.port = port
        parameters = Parameters()
        parameters.set("branch", to: branch)
        parameters.set("rport", to: nil)
    }

    /// Reads one value of a header field.
    public init?(parsing text: String) {
        var scanner = TextScanner(text)
        scanner.skipBlanks()
        guard let name = scanner.token(), scanner.takeSeparator("/"), let number = scanner.token(), scanner.takeSeparator("/"),
            let transport = scanner.token()
        else { return nil }
        scanner.skipBlanks()
        guard let host = scanner.host() else { return nil }
        var port: UInt16?
        if scanner.takeSeparator(":") {
            guard let value = scanner.number(upTo: 65_535) else { return nil }
            port = UInt16(exactly: value)
        }
        guard let parameters = Parameters(scanning: &scanner) else { return nil }
        version = "\(name)/\(number)".uppercased()
        self.transport = transport.uppercased()
        self.host = host
        self.port = port
        self.parameters = parameters
    }

    /// Names the transaction, if whoever wrote it knows RFC 3261: without the letters that say so, an empty branch or none is left.
    public var branch: String? { parameters["branch"].flatMap { $0.isEmpty ? nil : $0 } }

    /// Whether the branch alone names the transaction.
    public var hasUniqueBranch: Bool {
        guard let branch else { return false }
        return branch.utf8.count > Specified.branchCookie.utf8.count
            && Text.lowercased(branch).hasPrefix(Text.lowercased(Specified.branchCookie))
    }

    /// As it is written.
    public var text: String { "\(version)/\(transport) \(host)" + (port.map { ":\($0)" } ?? "") + parameters.text }
}
