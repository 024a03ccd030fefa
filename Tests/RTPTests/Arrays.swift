import MediaTypes
import RTP
import Testing

/// What `write` leaves in `byteCount` bytes of 0xEE; nil when it says that it does not fit, and then it must have left them alone.
func written(_ byteCount: Int, _ write: (inout MutableRawSpan) -> Bool) -> [UInt8]? {
    var packet = [UInt8](repeating: 0xEE, count: byteCount)
    var span = packet.mutableSpan
    var bytes = span.mutableBytes
    let fits = write(&bytes)
    if !fits, packet.contains(where: { $0 != 0xEE }) { Issue.record("refused, and written all the same: \(packet)") }
    return fits ? packet : nil
}

/// What `#require` and `#expect` can be given: they cannot pass a span on.
func parsedHeader(_ packet: [UInt8]) -> RTPHeader? { RTPHeader(parsing: packet.span.bytes) }
func parsedEvent(_ payload: [UInt8]) -> TelephoneEvent? { TelephoneEvent(parsing: payload.span.bytes) }
func kind(_ packet: [UInt8]) -> PacketKind { PacketKind.classify(packet.span.bytes) }
