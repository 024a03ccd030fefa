/// The start line and the header fields of a message, however broken: so much is needed to say to somebody what is wrong.
/// - Source: RFC 3261 sections 7.1 to 7.3
struct MessageHead {
    /// Without its end.
    private(set) var startLine = ""
    private(set) var headers = HeaderFields()
    /// The first thing that is wrong with the lines.
    private(set) var error: SIPError?

    /// - Shape: bytes: up to the empty line, without it
    init(parsing bytes: ArraySlice<UInt8>) {
        var lines = Self.lines(of: bytes)[...]
        startLine = String(decoding: lines.popFirst() ?? [], as: UTF8.self)
        if startLine.utf8.contains(where: { $0 == 0x0D || $0 == 0x0A }) { error = .notSIP }
        var number = 1
        while let line = lines.popFirst() {
            number += 1
            let start = number
            var text = Array(line)
            while let more = lines.first, let byte = more.first, Text.isBlank(byte) {
                lines.removeFirst()
                number += 1
                text += [0x20] + more.drop(while: Text.isBlank)
            }
            guard headers.all.count < Chosen.headerFields else {
                error = error ?? .tooManyFields(limit: Chosen.headerFields)
                return
            }
            guard let (name, value) = Self.field(text) else {
                error = error ?? .notAField(line: start)
                continue
            }
            headers.append(name, value, line: start)
        }
    }

    private static func field(_ line: [UInt8]) -> (HeaderName, String)? {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), !line.contains(0x0D), !line.contains(0x0A) else { return nil }
        let end = line[..<colon].lastIndex { !Text.isBlank($0) } ?? 0
        let name = String(decoding: line[..<min(end &+ 1, colon)], as: UTF8.self)
        guard Text.isToken(name) else { return nil }
        return (HeaderName(name), Text.trimmed(String(decoding: line[(colon &+ 1)...], as: UTF8.self)))
    }

    /// Lines end with CR LF; either of them alone ends none.
    private static func lines(of bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = bytes.startIndex
        var index = start
        while index < bytes.endIndex {
            if bytes[index] == 0x0D, index &+ 1 < bytes.endIndex, bytes[index &+ 1] == 0x0A {
                lines.append(bytes[start..<index])
                start = index &+ 2
                index = start
            } else {
                index &+= 1
            }
        }
        if start < bytes.endIndex { lines.append(bytes[start...]) }
        return lines
    }

    /// Where the empty line begins; nil without one.
    static func end(in bytes: ArraySlice<UInt8>) -> Int? {
        var index = bytes.startIndex
        while index &+ 3 < bytes.endIndex {
            if bytes[index] == 0x0D, bytes[index &+ 1] == 0x0A, bytes[index &+ 2] == 0x0D, bytes[index &+ 3] == 0x0A { return index }
            index &+= 1
        }
        return nil
    }

    var isResponse: Bool { Text.lowercased(startLine).hasPrefix("sip/") }

    /// What Content-Length says; nil without one.
    func contentLength() throws(SIPError) -> Int? {
        let fields = headers.fields("Content-Length")
        guard let first = fields.first else { return nil }
        if let second = fields.dropFirst().first { throw .repeated(line: second.line, field: "Content-Length") }
        guard let length = Text.number(first.value, upTo: UInt64(UInt32.max)) else {
            throw .wrong(line: first.line, field: "Content-Length", needs: "a number of bytes")
        }
        guard length <= UInt64(Chosen.messageBytes) else {
            throw .wrong(line: first.line, field: "Content-Length", needs: "at most \(Chosen.messageBytes) bytes")
        }
        return Int(length)
    }

    /// What to answer somebody whose request is broken, as far as it can be told where the request came from; nil for silence: to a
    /// response, to an ACK, and to what is no SIP.
    /// - Source: RFC 3261 section 8.2.6; RFC 4475 section 3.1.2
    func answer(to error: SIPError) -> [UInt8]? {
        guard !isResponse, startLine.utf8.contains(UInt8(ascii: " ")), !startLine.hasPrefix("ACK "),
            Text.lowercased(startLine).contains("sip/"),
            headers["Via"] != nil
        else { return nil }
        let reason = String(decoding: error.status.reason.utf8.prefix(Chosen.reasonLength), as: UTF8.self)
        var text = "\(Specified.version) \(error.status.code) \(reason)\r\n"
        for field in headers.fields("Via") { text += "Via: \(Self.echoed(field.value))\r\n" }
        for name in ["From", "To", "Call-ID", "CSeq"] as [HeaderName] {
            guard var value = headers[name].map(Self.echoed) else { continue }
            // The same tag for the same request, as a stateless answer needs it.
            if name == "To", let address = NameAddress(parsing: value), address.tag == nil { value += ";tag=malformed" }
            text += "\(name.name): \(value)\r\n"
        }
        return Array((text + "Content-Length: 0\r\n\r\n").utf8)
    }

    /// A byte for each byte that was no UTF-8, where U+FFFD has three: nobody is to get more than he sent.
    private static func echoed(_ value: String) -> String {
        String(String.UnicodeScalarView(value.unicodeScalars.map { $0 == "\u{FFFD}" ? "?" : $0 }))
    }
}
