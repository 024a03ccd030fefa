/// A request.
/// - Source: RFC 3261 section 7.1
public struct SIPRequest: Sendable, Hashable {
    public let method: SIPMethod
    public let uri: URI
    public let from: NameAddress
    public let to: NameAddress
    public let callID: String
    public let cseq: CSeq
    /// The hops it went over, the last one first; a request of ours has none until it is sent.
    public private(set) var vias: [Via]
    /// All header fields but those of the body.
    public private(set) var headers: HeaderFields
    /// What it carries; nil for nothing.
    public var body: SIPBody?

    /// One of ours, without Via.
    /// - Shape: sequence: below 2^31
    public init(_ method: SIPMethod, _ uri: URI, from: NameAddress, to: NameAddress, callID: String, sequence: UInt32) {
        self.method = method
        self.uri = uri
        self.from = from
        self.to = to
        self.callID = callID
        cseq = CSeq(sequence, method)
        vias = []
        headers = HeaderFields()
        headers.append("Max-Forwards", String(Specified.maxForwards))
        headers.append("From", from.text)
        headers.append("To", to.text)
        headers.append("Call-ID", callID)
        headers.append("CSeq", cseq.text)
    }

    /// Checks what every request needs.
    init(_ head: MessageHead, body: [UInt8]) throws(SIPError) {
        let parts = head.startLine.utf8.split(separator: 0x20, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        guard parts.count == 3, Text.isToken(parts[0]) else {
            throw .wrong(line: 1, field: "a request", needs: "method, URI and version with one blank between them")
        }
        guard Text.areSame(parts[2], Specified.version) else {
            throw Text.lowercased(parts[2]).hasPrefix("sip/") ? .otherVersion : .notSIP
        }
        guard let uri = URI(parsing: parts[1]) else { throw .wrong(line: 1, field: "a request", needs: "a URI behind the method") }
        guard uri.sip?.headerText == nil else { throw .wrong(line: 1, field: "a request", needs: "a URI without header fields") }
        let fields = try MandatoryFields(head.headers)
        method = SIPMethod(parts[0])
        self.uri = uri
        (from, to, callID, cseq, vias) = (fields.from, fields.to, fields.callID, fields.cseq, fields.vias)
        if cseq.method != method, SIPMethod.registered.contains(method) { throw .otherMethod(line: fields.cseqLine) }
        for name in ["Contact", "Route", "Record-Route"] as [HeaderName] { try fields.checkAddresses(name, in: head.headers) }
        headers = head.headers
        self.body = MandatoryFields.takeBody(body, &headers)
    }

    /// A field at the end.
    public mutating func add(_ name: HeaderName, _ value: String) { headers.append(name, value) }

    /// Sets the only field of a name.
    public mutating func set(_ name: HeaderName, _ value: String) { headers.set(name, value) }

    /// Puts a hop of ours in front.
    mutating func push(_ via: Via) {
        vias.insert(via, at: 0)
        headers.remove("Via")
        for via in vias { headers.append("Via", via.text) }
    }

    /// Writes into the last hop from where the request came, for the way back.
    /// - Source: RFC 3261 section 18.2.1; RFC 3581 section 4
    mutating func note(source: SIPPath) {
        guard var via = vias.first, let field = headers["Via"], var elements = Text.elements(field), !elements.isEmpty else { return }
        let isAsked = via.parameters["rport"] != nil
        if isAsked { via.parameters.set("rport", to: String(source.address.port)) }
        if isAsked || via.host != source.address.host {
            let host = source.address.host
            via.parameters.set(
                "received", to: source.address.ipv4 == nil ? String(decoding: host.utf8.dropFirst().dropLast(), as: UTF8.self) : host)
        }
        vias[0] = via
        elements[0] = via.text
        headers.replaceFirst("Via", elements.joined(separator: ", "))
    }

    /// Where its contacts say that the sender is; a star is none.
    public var contacts: [NameAddress] { headers.list("Contact").compactMap(NameAddress.init(parsing:)) }
    /// The route that it is to take.
    public var routes: [NameAddress] { headers.list("Route").compactMap(NameAddress.init(parsing:)) }
    /// The proxies that want to see all of the dialog.
    public var recordRoutes: [NameAddress] { headers.list("Record-Route").compactMap(NameAddress.init(parsing:)) }
    /// Hops that are left; 70 when it does not say, or nonsense.
    public var maxForwards: Int {
        headers["Max-Forwards"].flatMap { Text.number($0, upTo: UInt64(Specified.maxForwardsRange.upperBound)) }.flatMap {
            Int(exactly: $0)
        }
            ?? Specified.maxForwards
    }

    /// As it goes over the wire.
    public var bytes: [UInt8] { MandatoryFields.write("\(method.name) \(uri.text) \(Specified.version)", headers, body) }
}
