import Synchronization

/// Where events wait for an admin who watches. Who is slow misses some, is told how many, and holds nobody up.
public final class EventWatch: Sendable {
    /// Ours: a hundred who come at once cause two each.
    static let limit = 256

    private struct State {
        var events: [WatchedEvent] = []
        var missed = 0
    }

    /// Comes when there is something to take; it ends with the watch.
    public let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation
    private let state = Mutex(State())
    private let room: String?
    private let board: EventBoard

    /// - Parameter room: nil for all events
    fileprivate init(room: String?, on board: EventBoard) {
        self.room = room
        self.board = board
        (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func put(_ event: WatchedEvent) {
        guard room == nil || event.room == room else { return }
        state.withLock { state in
            if state.events.count < EventWatch.limit { state.events.append(event) } else { state.missed += 1 }
        }
        wake.yield()
    }

    /// What has happened since the last time, and after it how much of it was dropped.
    public func take() -> [WatchedEvent] {
        state.withLock { state in
            defer { state = State() }
            return state.missed > 0 ? state.events + [.missed(state.missed)] : state.events
        }
    }

    /// No more comes; due once the watch is over.
    public func end() {
        board.remove(self)
        wake.finish()
    }
}

/// Tells all who watch.
final class EventBoard: Sendable {
    private let watches = Mutex<[ObjectIdentifier: EventWatch]>([:])

    func watch(room: String?) -> EventWatch {
        let watch = EventWatch(room: room, on: self)
        watches.withLock { $0[ObjectIdentifier(watch)] = watch }
        return watch
    }

    func post(_ event: WatchedEvent) {
        for watch in watches.withLock({ Array($0.values) }) { watch.put(event) }
    }

    fileprivate func remove(_ watch: EventWatch) { watches.withLock { $0[ObjectIdentifier(watch)] = nil } }
}
