import CLinux
import Synchronization

/// A bounded queue between exactly one producer thread and one consumer thread, without locks. What is taken is wiped: keys that a caller
/// pressed and addresses pass through here.
/// - Shape: `capacity` elements, rounded up to a power of two
/// - Realtime: no allocation after init; insert and take are wait-free
public struct Ring<Element: BitwiseCopyable>: ~Copyable {
    private let slots: UnsafeMutablePointer<Element>
    private let mask: Int
    /// Written by the producer only.
    private let head = Atomic<Int>(0)
    /// Written by the consumer only.
    private let tail = Atomic<Int>(0)

    public init(capacity: Int) {
        var size = 1
        while size < capacity { size *= 2 }
        slots = .allocate(capacity: size)
        mask = size - 1
    }

    deinit { slots.deallocate() }

    public var capacity: Int { mask + 1 }

    /// Elements waiting; exact only for a caller that is one of the two ends.
    public borrowing func count() -> Int { head.load(ordering: .acquiring) &- tail.load(ordering: .acquiring) }

    /// Producer: adds an element; false when the ring is full.
    public borrowing func insert(_ element: Element) -> Bool {
        let at = head.load(ordering: .relaxed)
        guard at &- tail.load(ordering: .acquiring) <= mask else { return false }
        (slots + (at & mask)).initialize(to: element)
        head.store(at &+ 1, ordering: .releasing)
        return true
    }

    /// Consumer: removes the oldest element; nil when the ring is empty.
    public borrowing func take() -> Element? {
        let at = tail.load(ordering: .relaxed)
        guard at != head.load(ordering: .acquiring) else { return nil }
        let element = slots[at & mask]
        clinux_zero(slots + (at & mask), MemoryLayout<Element>.stride)
        tail.store(at &+ 1, ordering: .releasing)
        return element
    }
}

extension Ring: @unchecked Sendable {}
