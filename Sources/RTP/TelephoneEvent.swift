import MediaTypes

/// A key pressed on a telephone, as an RTP payload. All packets of one key press have the same timestamp.
/// - Realtime: no allocation; constant time
/// - Source: RFC 4733 section 2.3
@frozen public struct TelephoneEvent: Sendable, Hashable {
    /// 0 to 9 the digits, 10 `*`, 11 `#`, 12 to 15 A to D; others are no keys.
    public var event: UInt8
    /// Set in the last packet, which is sent three times.
    public var isEnd: Bool
    /// In -dBm0, 0 to 63.
    public var volume: UInt8
    /// How long the key has been down, in clock ticks.
    public var duration: UInt16

    /// Bytes of the payload.
    @inlinable public static var byteCount: Int { 4 }

    @inlinable public init(event: UInt8, isEnd: Bool, volume: UInt8, duration: UInt16) {
        self.event = event
        self.isEnd = isEnd
        self.volume = min(volume, 63)
        self.duration = duration
    }

    /// Reads the first event of a payload; nil when the payload is too short.
    public init?(parsing payload: RawSpan) {
        guard let word = payload.uint32(at: 0) else { return nil }
        event = UInt8(truncatingIfNeeded: word >> 24)
        isEnd = word & 0x80_0000 != 0
        volume = UInt8(truncatingIfNeeded: word >> 16) & 0x3F
        duration = UInt16(truncatingIfNeeded: word)
    }

    /// Writes 4 bytes at `offset`; false, and nothing written, when they do not fit.
    public func write(into packet: inout MutableRawSpan, at offset: Int) -> Bool {
        let flags = UInt32(isEnd ? 0x80_0000 : 0)
        return packet.write(UInt32(event) << 24 | flags | UInt32(volume & 0x3F) << 16 | UInt32(duration), at: offset)
    }
}
