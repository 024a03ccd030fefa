import MediaTypes

/// Which packet of a stream this is, wraps of the sequence number counted: roll-over counter, then sequence number, 48 bits together.
/// - Realtime: plain integer arithmetic
/// - Source: RFC 3711 section 3.3.1
struct PacketIndex: Hashable {
    let value: UInt64

    /// How often the sequence number has wrapped before this packet.
    var rolloverCounter: UInt32 { UInt32(truncatingIfNeeded: value >> 16) }

    /// The index nearest to the highest one so far that ends in this sequence number. A stream begins with a counter of 0, so before
    /// the first wrap a sequence number far above is one far ahead, and none from before the beginning.
    /// - Shape: highest: nil for the first packet of a stream
    /// - Returns: nil where the roll-over counter would wrap: then a key has served 2^48 packets, and may not serve more (section 9.2)
    /// - Source: RFC 3711 appendix A
    init?(_ sequenceNumber: SequenceNumber, after highest: UInt64?) {
        let highest = highest ?? UInt64(sequenceNumber.value)
        let distance = Int(sequenceNumber.value) - Int(highest & 0xFFFF)
        var rollovers = highest >> 16
        if distance > 0x8000, rollovers > 0 {
            rollovers -= 1
        } else if distance < -0x8000 {
            guard rollovers < UInt64(UInt32.max) else { return nil }
            rollovers += 1
        }
        value = rollovers << 16 | UInt64(sequenceNumber.value)
    }
}
