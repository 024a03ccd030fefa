import Synchronization

/// Where events wait for one participant. Who is slow gets the newest of each kind and none twice; so a mailbox is small
/// whatever happens, and nobody who does not fetch holds anybody up.
final class EventMailbox: Sendable {
    /// Ours: a host can press buttons faster than a line carries.
    private static let limitModeration = 16

    private struct State {
        var people: PeopleState?
        var moderation: [Moderation] = []
        var talking: [ParticipantHandle]?
        var advice: Advice?
        var isClosed = false
        var reader: CheckedContinuation<RoomEvent?, Never>?

        /// People first: the whole state comes before what changes it.
        mutating func take() -> RoomEvent? {
            if let people = people.take() { return .people(people) }
            if !moderation.isEmpty { return .moderation(moderation.removeFirst()) }
            if let talking = talking.take() { return .talking(talking) }
            return advice.take().map(RoomEvent.advice)
        }

        mutating func put(_ event: RoomEvent) {
            switch event {
            case .people(let newest): people = newest
            case .talking(let newest): talking = newest
            case .advice(let newest): advice = newest
            case .moderation(let action):
                if moderation.count >= limitModeration { moderation.removeFirst() }
                moderation.append(action)
            }
        }
    }

    private let state = Mutex(State())

    var isClosed: Bool { state.withLock { $0.isClosed } }

    func put(_ event: RoomEvent) {
        let waiting = state.withLock { state -> (reader: CheckedContinuation<RoomEvent?, Never>, event: RoomEvent?)? in
            guard !state.isClosed else { return nil }
            state.put(event)
            return state.reader.take().map { ($0, state.take()) }
        }
        waiting?.reader.resume(returning: waiting?.event)
    }

    /// No more comes. Why it ends can still be fetched; how the room is can no longer matter.
    func close() {
        let reader = state.withLock { state in
            state.isClosed = true
            (state.people, state.talking, state.advice) = (nil, nil, nil)
            return state.reader.take()
        }
        reader?.resume(returning: nil)
    }

    /// The stream that empties the mailbox. When nobody holds it any more, or its reader is cancelled, the mailbox closes.
    func stream() -> AsyncStream<RoomEvent> {
        let holder = Holder(self)
        return AsyncStream(unfolding: { await holder.mailbox.next() }, onCancel: { holder.mailbox.close() })
    }

    private func next() async -> RoomEvent? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { reader in
                let answer = state.withLock { state -> (reader: CheckedContinuation<RoomEvent?, Never>, event: RoomEvent?)? in
                    if let event = state.take() { return (reader, event) }
                    if state.isClosed { return (reader, nil) }
                    // A stream has one reader; a second one takes its place.
                    let earlier = state.reader.take()
                    state.reader = reader
                    return earlier.map { ($0, nil) }
                }
                answer?.reader.resume(returning: answer?.event)
            }
        } onCancel: {
            close()
        }
    }

    private final class Holder: Sendable {
        let mailbox: EventMailbox
        init(_ mailbox: EventMailbox) { self.mailbox = mailbox }
        deinit { mailbox.close() }
    }
}
