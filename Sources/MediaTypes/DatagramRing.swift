import CLinux
import Synchronization

/// A bounded queue of whole datagrams between exactly one producer thread and one consumer thread, without locks. What is taken is wiped: who wrote, and what, is
/// nobody's business any more.
/// - Shape: `capacity` slots of `PacketBatch.slotBytes` bytes, rounded up to a power of two
/// - Realtime: no allocation after init; insert is a copy
public struct DatagramRing: ~Copyable, @unchecked Sendable {
    private let bytes: UnsafeMutableRawPointer
    private let lengths: UnsafeMutablePointer<Int32>
    private let addresses: UnsafeMutablePointer<TransportAddress>
    private let mask: Int
    /// Written by the producer only.
    private let head = Atomic<Int>(0)
    /// Written by the consumer only.
    private let tail = Atomic<Int>(0)

    public init(capacity: Int) {
        var size = 1
        while size < capacity { size *= 2 }
        mask = size - 1
        bytes = .allocate(byteCount: size * PacketBatch.slotBytes, alignment: 64)
        lengths = .allocate(capacity: size)
        lengths.initialize(repeating: 0, count: size)
        addresses = .allocate(capacity: size)
        addresses.initialize(repeating: TransportAddress(high: 0, low: 0, port: 0), count: size)
    }

    deinit {
        bytes.deallocate()
        lengths.deallocate()
        addresses.deallocate()
    }

    /// Producer: adds a datagram; false when the ring is full or the datagram is larger than a slot.
    public borrowing func insert(_ datagram: UnsafeRawBufferPointer, from source: TransportAddress) -> Bool {
        let at = head.load(ordering: .relaxed)
        guard at &- tail.load(ordering: .acquiring) <= mask, datagram.count <= PacketBatch.slotBytes else { return false }
        let slot = at & mask
        if let base = datagram.baseAddress { (bytes + slot * PacketBatch.slotBytes).copyMemory(from: base, byteCount: datagram.count) }
        lengths[slot] = Int32(truncatingIfNeeded: datagram.count)
        addresses[slot] = source
        head.store(at &+ 1, ordering: .releasing)
        return true
    }

    /// Consumer: removes the oldest datagram; nil when the ring is empty.
    public borrowing func take() -> (bytes: [UInt8], source: TransportAddress)? {
        let at = tail.load(ordering: .relaxed)
        guard at != head.load(ordering: .acquiring) else { return nil }
        let slot = at & mask
        let datagram = [UInt8](UnsafeRawBufferPointer(start: bytes + slot * PacketBatch.slotBytes, count: Int(lengths[slot])))
        let source = addresses[slot]
        clinux_zero(bytes + slot * PacketBatch.slotBytes, Int(lengths[slot]))
        addresses[slot] = TransportAddress(high: 0, low: 0, port: 0)
        tail.store(at &+ 1, ordering: .releasing)
        return (datagram, source)
    }
}
