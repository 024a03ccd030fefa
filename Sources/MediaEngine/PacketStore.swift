import CLinux
import MediaTypes

/// A payload that waits for its time.
struct StoredPacket: BitwiseCopyable {
    /// Extended: it does not wrap. Negative where the place is free.
    var sequence: Int64
    /// Extended, in clock ticks.
    var timestamp: Int64
    /// Counted in bytes since the store was made; older than the ring is long means: overwritten.
    var position: Int
    var byteCount: Int
    /// Came as a redundant copy in a later packet.
    var isCopy: Bool
}

/// The packets of one stream between arrival and decoding, found by sequence number. Bytes lie in a ring that forgets the oldest.
/// - Shape: 256 packets, `byteCapacity` bytes
/// - Realtime: no allocation after init; insert copies the payload
struct PacketStore: ~Copyable {
    enum Insertion { case stored, duplicate, tooLong }

    static var packetCapacity: Int64 { 256 }

    private let packets: UnsafeMutablePointer<StoredPacket>
    private let bytes: UnsafeMutableRawPointer
    private let byteCapacity: Int
    private var writePosition = 0

    init(byteCapacity: Int) {
        self.byteCapacity = byteCapacity
        packets = .allocate(capacity: Int(Self.packetCapacity))
        bytes = .allocate(byteCount: byteCapacity, alignment: 16)
        removeAll()
    }

    deinit {
        packets.deallocate()
        bytes.deallocate()
    }

    mutating func removeAll() {
        let free = StoredPacket(sequence: -1, timestamp: 0, position: 0, byteCount: 0, isCopy: false)
        packets.initialize(repeating: free, count: Int(Self.packetCapacity))
    }

    /// Keeps a copy of `payload`. What came itself takes the place of a redundant copy of it.
    mutating func insert(sequence: Int64, timestamp: Int64, payload: RawSpan, isCopy: Bool) -> Insertion {
        guard payload.byteCount <= byteCapacity / 4 else { return .tooLong }
        let place = packets + Int(sequence & (Self.packetCapacity - 1))
        if place.pointee.sequence == sequence, isCopy || !place.pointee.isCopy { return .duplicate }
        let toEnd = byteCapacity - writePosition % byteCapacity
        // Payloads stay in one piece.
        if payload.byteCount > toEnd { writePosition += toEnd }
        place.pointee = StoredPacket(sequence: sequence, timestamp: timestamp, position: writePosition, byteCount: payload.byteCount, isCopy: isCopy)
        payload.withUnsafeBytes { from in
            guard let from = from.baseAddress else { return }
            clinux_copy(bytes + writePosition % byteCapacity, from, payload.byteCount)
        }
        writePosition += payload.byteCount
        return .stored
    }

    /// The packet of that number, if it is there.
    func packet(_ sequence: Int64) -> StoredPacket? {
        let stored = packets[Int(sequence & (Self.packetCapacity - 1))]
        return stored.sequence == sequence && stored.position >= writePosition - byteCapacity ? stored : nil
    }

    /// The first packet from `sequence` on, up to and including `last`.
    func first(from sequence: Int64, through last: Int64) -> StoredPacket? {
        var at = max(sequence, last - Self.packetCapacity + 1)
        while at <= last {
            if let found = packet(at) { return found }
            at += 1
        }
        return nil
    }

    /// The bytes of a packet that is there.
    func payload(_ packet: StoredPacket) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: bytes + packet.position % byteCapacity, count: packet.byteCount)
    }

    /// Wipes what was said.
    mutating func erase() {
        clinux_zero(bytes, byteCapacity)
        removeAll()
    }
}
