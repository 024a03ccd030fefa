import MediaTypes

/// Takes a stream of bytes apart into messages: one for each connection. Whatever comes, at most one message of 64 KiB is kept.
///
/// After each call of `handle` do the events in their order; call `advance` when `deadline` has come.
/// - Source: RFC 3261 section 18.3; RFC 5626 section 3.5.1
public struct StreamFramer: Sendable {
    /// What has come.
    public enum Event: Sendable, Hashable {
        case message(SIPMessage)
        /// A message whose end is known, and that is none: send its answer; the stream goes on.
        case malformed(MalformedMessage)
        /// Somebody keeps the connection alive: send CR LF.
        case ping
        /// Nobody can tell where the next message begins: send the answer, and close.
        case broken(MalformedMessage)
    }

    private enum State {
        /// Between messages, or within the header fields of one.
        case head
        /// The header fields are there, the body is not.
        case body(MessageHead, byteCount: Int)
        /// Nothing is taken any more.
        case broken
    }

    private var state = State.head
    private var buffer: [UInt8] = []
    /// In `buffer`, no empty line ends before.
    private var searched = 0
    private var begun: MediaTime?

    /// For a connection that has just been made.
    public init() {}

    /// When a message that has begun must be there.
    public var deadline: MediaTime? { begun.map { $0 + Chosen.streamPatience } }

    /// Gives up a message that takes too long.
    public mutating func advance(to now: MediaTime) -> [Event] {
        guard let deadline, now >= deadline else { return [] }
        return [fail(.tooSlow, answer: nil)]
    }

    /// Takes what came.
    public mutating func handle(_ bytes: [UInt8], at now: MediaTime) -> [Event] {
        if case .broken = state { return [] }
        buffer += bytes
        var events: [Event] = []
        while let event = next(at: now) {
            events.append(event)
            if case .broken = event { return events }
        }
        return events
    }

    private mutating func next(at now: MediaTime) -> Event? {
        switch state {
        case .broken: return nil
        case .head:
            if let keepAlive = takeEmptyLines() { return keepAlive }
            guard !buffer.isEmpty else { return nil }
            begun = begun ?? now
            guard let end = MessageHead.end(in: buffer[min(searched, buffer.count)...]) else {
                searched = max(0, buffer.count &- 3)
                return buffer.count > Chosen.messageBytes ? fail(.tooLong(limitBytes: Chosen.messageBytes), answer: nil) : nil
            }
            return take(MessageHead(parsing: buffer[..<end]), headBytes: end &+ 4)
        case .body(let head, let byteCount):
            guard buffer.count >= byteCount else { return nil }
            let body = Array(buffer.prefix(byteCount))
            buffer.removeFirst(byteCount)
            state = .head
            begun = nil
            do throws(MalformedMessage) { return .message(try SIPMessage(head, body: body)) } catch { return .malformed(error) }
        }
    }

    private mutating func take(_ head: MessageHead, headBytes: Int) -> Event? {
        do throws(SIPError) {
            // Without a length the end of the body is not known; it is mandatory here.
            guard let length = try head.contentLength() else { throw .missing(field: "Content-Length") }
            guard headBytes &+ length <= Chosen.messageBytes else { throw .tooLong(limitBytes: Chosen.messageBytes) }
            buffer.removeFirst(headBytes)
            searched = 0
            state = .body(head, byteCount: length)
            return next(at: begun ?? .zero)
        } catch {
            return fail(error, answer: head.answer(to: error))
        }
    }

    /// Empty lines between messages: two are a question, one is the answer to ours.
    private mutating func takeEmptyLines() -> Event? {
        while buffer.first == 0x0D || buffer.first == 0x0A {
            if buffer.starts(with: Specified.ping) {
                buffer.removeFirst(Specified.ping.count)
                return .ping
            }
            // Perhaps the first half of a question.
            if Specified.ping.starts(with: buffer) { return nil }
            buffer.removeFirst(buffer.starts(with: Specified.pong) ? Specified.pong.count : 1)
        }
        return nil
    }

    private mutating func fail(_ error: SIPError, answer: [UInt8]?) -> Event {
        state = .broken
        buffer = []
        begun = nil
        return .broken(MalformedMessage(error: error, answer: answer))
    }
}
