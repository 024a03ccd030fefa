/// A response.
/// - Source: RFC 3261 section 7.2
public struct SIPResponse: Sendable, Hashable {
    public let status: SIPStatus
    public let from: NameAddress
    public let to: NameAddress
    public let callID: String
    public let cseq: CSeq
    /// The way back, our own hop first.
    public let vias: [Via]
    /// All header fields but those of the body.
    public private(set) var headers: HeaderFields
    /// What it carries; nil for nothing.
    public var body: SIPBody?

    /// The answer to a request: its Via, From, To, Call-ID and CSeq.
    /// - Shape: tag: for To, unless it has one; nil for a 100, which needs none
    /// - Source: RFC 3261 section 8.2.6.2
    public init(_ status: SIPStatus, to request: SIPRequest, tag: String?) {
        self.status = status
        from = request.from
        callID = request.callID
        cseq = request.cseq
        vias = request.vias
        headers = HeaderFields()
        for field in request.headers.fields("Via") { headers.append("Via", field.value) }
        headers.append("From", request.headers["From"] ?? from.text)
        var to = request.to
        if let tag, to.tag == nil {
            to.parameters.set("tag", to: tag)
            headers.append("To", to.text)
        } else {
            headers.append("To", request.headers["To"] ?? to.text)
        }
        self.to = to
        headers.append("Call-ID", callID)
        headers.append("CSeq", cseq.text)
    }

    /// Checks what every response needs.
    init(_ head: MessageHead, body: [UInt8]) throws(SIPError) {
        let parts = head.startLine.utf8.split(separator: 0x20, maxSplits: 2, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard parts.count >= 2, Text.areSame(parts[0], Specified.version) else { throw .otherVersion }
        guard parts[1].utf8.count == 3, let code = Text.number(parts[1], upTo: 699), code >= 100, let number = Int(exactly: code) else {
            throw .wrong(line: 1, field: "a response", needs: "a status code of three digits")
        }
        let fields = try MandatoryFields(head.headers)
        status = SIPStatus(number, parts.count == 3 ? parts[2] : "")
        (from, to, callID, cseq, vias) = (fields.from, fields.to, fields.callID, fields.cseq, fields.vias)
        for name in ["Contact", "Record-Route"] as [HeaderName] { try fields.checkAddresses(name, in: head.headers) }
        headers = head.headers
        self.body = MandatoryFields.takeBody(body, &headers)
    }

    /// A field at the end.
    public mutating func add(_ name: HeaderName, _ value: String) { headers.append(name, value) }

    /// Where its contacts say that the sender is.
    public var contacts: [NameAddress] { headers.list("Contact").compactMap(NameAddress.init(parsing:)) }
    /// The proxies that want to see all of the dialog.
    public var recordRoutes: [NameAddress] { headers.list("Record-Route").compactMap(NameAddress.init(parsing:)) }
    /// What Retry-After asks for, in seconds.
    public var retryAfter: UInt32? { headers.number("Retry-After") }

    /// As it goes over the wire.
    public var bytes: [UInt8] { MandatoryFields.write("\(Specified.version) \(status.code) \(status.reason)", headers, body) }
}
