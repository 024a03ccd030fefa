/// What requests and responses both need, and how both are written.
/// - Source: RFC 3261 sections 8.1.1, 8.2.6, 20
struct MandatoryFields {
    let from: NameAddress
    let to: NameAddress
    let callID: String
    let cseq: CSeq
    let cseqLine: Int
    let vias: [Via]

    init(_ headers: HeaderFields) throws(SIPError) {
        var seen: Set<HeaderName> = []
        for field in headers.all where HeaderName.single.contains(field.name) {
            guard seen.insert(field.name).inserted else { throw .repeated(line: field.line, field: field.name.name) }
        }
        vias = try Self.vias(headers)
        let from = try Self.field("From", headers)
        guard let fromAddress = NameAddress(parsing: from.value) else { throw .wrong(line: from.line, field: "From", needs: "one address") }
        let to = try Self.field("To", headers)
        guard let toAddress = NameAddress(parsing: to.value) else { throw .wrong(line: to.line, field: "To", needs: "one address") }
        let callID = try Self.field("Call-ID", headers)
        guard !callID.value.isEmpty, !callID.value.utf8.contains(where: Text.isBlank) else {
            throw .wrong(line: callID.line, field: "Call-ID", needs: "one word")
        }
        let cseq = try Self.field("CSeq", headers)
        guard let parsed = CSeq(parsing: cseq.value) else {
            throw .wrong(line: cseq.line, field: "CSeq", needs: "a number below 2^32 and a method")
        }
        self.from = fromAddress
        self.to = toAddress
        self.callID = callID.value
        self.cseq = parsed
        cseqLine = cseq.line
    }

    private static func field(_ name: HeaderName, _ headers: HeaderFields) throws(SIPError) -> HeaderFields.Field {
        guard let field = headers.all.first(where: { $0.name == name }) else { throw .missing(field: name.name) }
        return field
    }

    private static func vias(_ headers: HeaderFields) throws(SIPError) -> [Via] {
        let fields = headers.fields("Via")
        guard !fields.isEmpty else { throw .missing(field: "Via") }
        var vias: [Via] = []
        for field in fields {
            guard let elements = Text.elements(field.value) else {
                throw .wrong(line: field.line, field: "Via", needs: "hops with commas between them")
            }
            for element in elements {
                guard let via = Via(parsing: element) else {
                    throw .wrong(line: field.line, field: "Via", needs: "SIP/2.0/UDP host;branch=…")
                }
                vias.append(via)
            }
        }
        return vias
    }

    /// Addresses with commas between them, or in Contact a star.
    func checkAddresses(_ name: HeaderName, in headers: HeaderFields) throws(SIPError) {
        for field in headers.fields(name) where !(name == "Contact" && field.value == "*") {
            guard let elements = Text.elements(field.value), elements.allSatisfy({ NameAddress(parsing: $0) != nil }) else {
                throw .wrong(line: field.line, field: name.name, needs: "addresses with commas between them")
            }
        }
    }

    /// Moves the fields of a body to it.
    static func takeBody(_ bytes: [UInt8], _ headers: inout HeaderFields) -> SIPBody? {
        let type = headers["Content-Type"] ?? ""
        headers.remove("Content-Length")
        headers.remove("Content-Type")
        return bytes.isEmpty ? nil : SIPBody(type: type, bytes: bytes)
    }

    static func write(_ startLine: String, _ headers: HeaderFields, _ body: SIPBody?) -> [UInt8] {
        var text = startLine + "\r\n"
        for field in headers.all { text += "\(field.name.name): \(field.value)\r\n" }
        if let body, !body.type.isEmpty { text += "Content-Type: \(body.type)\r\n" }
        text += "Content-Length: \(body?.bytes.count ?? 0)\r\n\r\n"
        return Array(text.utf8) + (body?.bytes ?? [])
    }
}
