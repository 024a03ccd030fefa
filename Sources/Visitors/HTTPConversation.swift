import CLinux
import MediaTypes

/// One HTTP/1.1 connection that asks and is answered without waiting: whoever holds it calls `advance` until there is an answer.
struct HTTPConversation: ~Copyable {
    private let socket: VisitorSocket
    private let host: String
    private var outgoing: [UInt8] = []
    private var incoming: [UInt8] = []

    /// - Parameters:
    ///   - own: where the connection comes from
    ///   - host: what the request names
    init(from own: TransportAddress, to box: TransportAddress, host: String) throws(VisitError) {
        socket = try VisitorSocket(.stream, from: own, to: box)
        self.host = host
    }

    /// Asks; the answer to whatever was asked before is to be there already.
    mutating func ask(_ method: String, _ path: String, token: String? = nil, type: String? = nil, body: String = "") {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: \(host)\r\n"
        if let token { head += "Authorization: Bearer \(token)\r\n" }
        if let type { head += "Content-Type: \(type)\r\n" }
        if type != nil || !body.isEmpty { head += "Content-Length: \(body.utf8.count)\r\n" }
        outgoing += Array((head + "\r\n" + body).utf8)
        incoming = []
    }

    /// Sends and reads what there is.
    /// - Returns: the answer, when all of it is there
    mutating func advance() throws(VisitError) -> HTTPAnswer? {
        try send()
        incoming += try read()
        return HTTPAnswer(parsing: incoming)
    }

    /// Takes in an answer that has no end, and forgets it.
    /// - Returns: its bytes since the last time
    mutating func drain() throws(VisitError) -> Int {
        try send()
        return try read().count
    }

    private mutating func send() throws(VisitError) {
        guard !outgoing.isEmpty else { return }
        let count = outgoing.withUnsafeBytes { CLinux.send(socket.descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        if count > 0 {
            outgoing.removeFirst(count)
        } else if let code = Self.realError() {
            throw .system("HTTP", code)
        }
    }

    private func read() throws(VisitError) -> [UInt8] {
        var bytes: [UInt8] = []
        let code = withUnsafeTemporaryAllocation(byteCount: 8_192, alignment: 16) { space -> Int32? in
            while true {
                let count = recv(socket.descriptor, space.baseAddress, space.count, 0)
                if count == 0 { return ECONNRESET }
                guard count > 0 else { return Self.realError() }
                bytes += UnsafeRawBufferPointer(rebasing: space[..<count])
            }
        }
        if let code { throw .system("HTTP", code) }
        return bytes
    }

    /// The last error, unless it only says: later.
    private static func realError() -> Int32? {
        let code = clinux_errno()
        return [EAGAIN, EINTR, EINPROGRESS, ENOTCONN].contains(code) ? nil : code
    }
}

/// An answer with a length, as the box gives them to all but streams.
struct HTTPAnswer {
    let status: Int32
    /// Names in lower case.
    let headers: [String: String]
    let body: String

    /// - Returns: nil until all of it is there
    init?(parsing bytes: [UInt8]) {
        guard let end = (3..<max(bytes.count, 3)).first(where: { bytes[($0 - 3)...$0].elementsEqual("\r\n\r\n".utf8) }) else { return nil }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        guard let first = lines.first?.split(separator: " "), first.count > 1, let status = Int32(first[1]) else { return nil }
        let fields = lines.dropFirst().compactMap { line -> (String, String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (line[..<colon].lowercased(), String(line[line.index(after: colon)...].drop { $0 == " " }))
        }
        headers = Dictionary(fields) { $1 }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        let content = bytes[(end + 1)...]
        guard length >= 0, content.count >= length else { return nil }
        self.status = status
        body = String(decoding: content.prefix(length), as: UTF8.self)
    }

    /// The text value of a name in a flat JSON object.
    func text(of name: String) -> String? {
        guard let start = body.firstRange(of: "\"\(name)\":\"")?.upperBound, let end = body[start...].firstIndex(of: "\"") else { return nil }
        return String(body[start..<end])
    }
}
