/// A request or a response.
/// - Source: RFC 3261 section 7
public enum SIPMessage: Sendable, Hashable {
    case request(SIPRequest)
    case response(SIPResponse)

    /// Reads a datagram: one message; what follows its Content-Length is ignored.
    /// - Throws: with what is wrong, and what to answer; nothing traps
    /// - Source: RFC 3261 section 18.3
    public static func parse(_ datagram: [UInt8]) throws(MalformedMessage) -> SIPMessage {
        guard datagram.count <= Chosen.messageBytes else {
            throw MalformedMessage(error: .tooLong(limitBytes: Chosen.messageBytes), answer: nil)
        }
        // Empty lines before the start line are ignored: RFC 3261 section 7.5.
        let start = datagram.firstIndex { $0 != 0x0D && $0 != 0x0A } ?? datagram.endIndex
        let end = MessageHead.end(in: datagram[start...])
        let head = MessageHead(parsing: datagram[start..<(end ?? datagram.endIndex)])
        return try Self.attempt(head) { () throws(SIPError) in
            guard let end else { throw .unfinished }
            let rest = Array(datagram[(end &+ 4)...])
            guard let length = try head.contentLength() else { return rest }
            guard length <= rest.count else { throw .shortBody(announced: length, found: rest.count) }
            return Array(rest.prefix(length))
        }
    }

    /// Puts together what a stream has taken apart.
    init(_ head: MessageHead, body: [UInt8]) throws(MalformedMessage) {
        self = try Self.attempt(head) { () throws(SIPError) in body }
    }

    private static func attempt(_ head: MessageHead, body: () throws(SIPError) -> [UInt8]) throws(MalformedMessage) -> SIPMessage {
        do throws(SIPError) {
            if let error = head.error { throw error }
            let body = try body()
            return head.isResponse ? .response(try SIPResponse(head, body: body)) : .request(try SIPRequest(head, body: body))
        } catch {
            throw MalformedMessage(error: error, answer: head.answer(to: error))
        }
    }

    /// As it goes over the wire.
    public var bytes: [UInt8] {
        switch self {
        case .request(let request): request.bytes
        case .response(let response): response.bytes
        }
    }
}

/// Something that came and is no message.
public struct MalformedMessage: Error, Sendable, Hashable {
    public let error: SIPError
    /// A response to send to where it came from; nil for silence.
    public let answer: [UInt8]?
}
