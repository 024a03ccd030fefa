import CLinux
import Synchronization

/// A fixed number of datagram slots, each with a length and an address: what one recvmmsg fills, and what one
/// sendmmsg sends. Several threads may reserve slots at once; emptying is for the owner alone.
/// - Shape: `capacity` slots of `slotBytes` bytes
/// - Realtime: no allocation after init; `reserve` is one atomic addition
public struct PacketBatch: ~Copyable {
    /// Large enough for every datagram on an Ethernet path, so an oversized one is seen as such.
    public static var slotBytes: Int { 1_536 }

    public let capacity: Int
    private let bytes: UnsafeMutableRawPointer
    private let lengths: UnsafeMutablePointer<Int32>
    private let addresses: UnsafeMutablePointer<TransportAddress>
    private let sockets: UnsafeMutablePointer<Int32>
    private let reserved = Atomic<Int>(0)
    /// The most slots in use at once since `wipe`.
    private let highest = Atomic<Int>(0)

    public init(capacity: Int) {
        self.capacity = capacity
        bytes = .allocate(byteCount: capacity * Self.slotBytes, alignment: 64)
        lengths = .allocate(capacity: capacity)
        lengths.initialize(repeating: 0, count: capacity)
        addresses = .allocate(capacity: capacity)
        addresses.initialize(repeating: TransportAddress(high: 0, low: 0, port: 0), count: capacity)
        sockets = .allocate(capacity: capacity)
        sockets.initialize(repeating: Self.mainSocket, count: capacity)
    }

    deinit {
        bytes.deallocate()
        lengths.deallocate()
        addresses.deallocate()
        sockets.deallocate()
    }

    /// How many slots are in use.
    public var count: Int { min(reserved.load(ordering: .acquiring), capacity) }

    /// Takes the next free slot; nil when the batch is full: then the packet is dropped and counted.
    /// Until `finish` the slot holds nothing to send.
    public borrowing func reserve() -> Int? {
        let slot = reserved.wrappingAdd(1, ordering: .relaxed).oldValue
        guard slot < capacity else { return nil }
        lengths[slot] = 0
        return slot
    }

    /// Empties the batch, or says how many slots a receive has filled.
    public borrowing func reset(count: Int = 0) {
        highest.store(max(highest.load(ordering: .relaxed), self.count, count), ordering: .relaxed)
        reserved.store(count, ordering: .releasing)
    }

    /// Empties the batch, and overwrites all that was in it since the last time: sounds, and the addresses of those who have gone.
    public borrowing func wipe() {
        reset()
        let used = highest.exchange(0, ordering: .relaxed)
        clinux_zero(bytes, used * Self.slotBytes)
        clinux_zero(lengths, used * MemoryLayout<Int32>.stride)
        clinux_zero(addresses, used * MemoryLayout<TransportAddress>.stride)
    }

    /// The memory of a slot, for writing a packet in place.
    public borrowing func slot(_ index: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: bytes + index * Self.slotBytes, count: Self.slotBytes)
    }

    /// The bytes of the packet in a slot.
    public borrowing func packet(_ index: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: bytes + index * Self.slotBytes, count: Int(lengths[index]))
    }

    public borrowing func address(_ index: Int) -> TransportAddress { addresses[index] }

    /// The socket that everybody shares who has none of their own.
    public static var mainSocket: Int32 { -1 }

    /// From which socket the packet is sent, as `finish` was told.
    public borrowing func socket(_ index: Int) -> Int32 { sockets[index] }

    /// Says what the slot holds. A length of 0 means: nothing to send.
    public borrowing func finish(_ index: Int, length: Int, address: TransportAddress, socket: Int32 = mainSocket) {
        sockets[index] = socket
        lengths[index] = Int32(truncatingIfNeeded: min(max(length, 0), Self.slotBytes))
        addresses[index] = address
    }
}
