import MediaTypes

/// What is due when, the earliest first: a binary heap. A key that has got another time since, or is gone, is passed over when it comes up.
struct DeadlineQueue<Key: Hashable & Sendable>: Sendable {
    private var heap: [(time: MediaTime, key: Key)] = []
    private var times: [Key: MediaTime] = [:]

    /// The earliest; nil when nothing is due ever.
    var first: MediaTime? { heap.first?.time }

    /// Sets a key's time; nil takes it out.
    mutating func set(_ key: Key, to time: MediaTime?) {
        guard times[key] != time else { return }
        times[key] = time
        defer { dropOutdated() }
        guard let time else { return }
        heap.append((time, key))
        var child = heap.count - 1
        while child > 0, heap[child].time < heap[(child - 1) / 2].time {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// The next key that is due, and takes it out.
    mutating func take(dueAt now: MediaTime) -> Key? {
        guard let first = heap.first, first.time <= now else { return nil }
        times[first.key] = nil
        dropOutdated()
        return first.key
    }

    /// The head is always one that counts.
    private mutating func dropOutdated() {
        while let first = heap.first, times[first.key] != first.time { removeFirst() }
    }

    private mutating func removeFirst() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            let left = 2 * parent + 1
            guard left < heap.count else { return }
            let child = left + 1 < heap.count && heap[left + 1].time < heap[left].time ? left + 1 : left
            guard heap[child].time < heap[parent].time else { return }
            heap.swapAt(child, parent)
            parent = child
        }
    }
}
