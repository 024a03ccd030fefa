import MediaLink
import MediaTypes
import RTP
import Synchronization

/// What one room sounds like, for all who listen by HTTPS: packets come in from one leg, and go out to each of them.
final class Broadcast: Sendable {
    /// How many packets wait for a listener whose line stalls: 5 s of 20 ms each. Then the oldest go.
    private static let waitingLimit = 250

    private struct State {
        var timeline: ListenTimeline
        /// Where the leg's packets come from, and as whom; nil before there is a leg.
        var place: LegPlace?
        var listeners: [Int: AsyncStream<OpusPacket>.Continuation] = [:]
        var lastListener = 0
        var hasEnded = false
    }

    private let state: Mutex<State>
    /// Called when nobody listens any more.
    private let onEmpty: @Sendable () -> Void

    init(at now: MediaTime, onEmpty: @escaping @Sendable () -> Void) {
        state = Mutex(State(timeline: ListenTimeline(at: now)))
        self.onEmpty = onEmpty
    }

    /// One more who listens, from now on.
    /// - Returns: nil when it is over
    func listen() -> AsyncStream<OpusPacket>? {
        let (stream, continuation) = AsyncStream.makeStream(of: OpusPacket.self, bufferingPolicy: .bufferingNewest(Self.waitingLimit))
        let number = state.withLock { state -> Int? in
            guard !state.hasEnded else { return nil }
            state.lastListener += 1
            state.listeners[state.lastListener] = continuation
            return state.lastListener
        }
        guard let number else { return nil }
        continuation.onTermination = { [weak self] _ in self?.leave(number) }
        return stream
    }

    var listenerCount: Int { state.withLock { $0.listeners.count } }

    /// Packets count from there, and from nowhere else.
    func connect(_ place: LegPlace) { state.withLock { $0.place = place } }

    /// A datagram that has come to the leg's socket.
    func take(_ datagram: [UInt8], fromPort port: UInt16?) {
        state.withLock { state in
            guard let place = state.place, port == place.localPort, let (packet, timestamp) = Self.read(datagram, from: place.ssrc) else { return }
            Self.hand(state.timeline.insert(packet, timestamp: timestamp), to: state.listeners)
        }
    }

    /// Fills with silence what nothing has come for.
    func advance(to now: MediaTime) {
        state.withLock { state in Self.hand(state.timeline.advance(to: now), to: state.listeners) }
    }

    /// The stream is over for everybody.
    func end() {
        let listeners = state.withLock { state in
            state.hasEnded = true
            defer { state.listeners = [:] }
            return state.listeners
        }
        for listener in listeners.values { listener.finish() }
    }

    private func leave(_ number: Int) {
        let wasLast = state.withLock { state in
            guard state.listeners.removeValue(forKey: number) != nil, state.listeners.isEmpty else { return false }
            state.hasEnded = true
            return true
        }
        if wasLast { onEmpty() }
    }

    private static func hand(_ packets: [OpusPacket], to listeners: [Int: AsyncStream<OpusPacket>.Continuation]) {
        for packet in packets { for listener in listeners.values { listener.yield(packet) } }
    }

    /// The Opus packet in an RTP packet of ours; nil for reports, and for what others on this machine send.
    private static func read(_ datagram: [UInt8], from ssrc: UInt32) -> (OpusPacket, timestamp: UInt32)? {
        let bytes = unsafe datagram.span.bytes
        guard PacketKind.classify(bytes) == .rtp, let header = RTPHeader(parsing: bytes), header.ssrc == ssrc,
            header.payloadOffset <= datagram.count, header.payloadByteCount <= datagram.count - header.payloadOffset,
            let packet = OpusPacket(Array(datagram[header.payloadOffset..<header.payloadOffset + header.payloadByteCount]))
        else { return nil }
        return (packet, header.timestamp.value)
    }
}
