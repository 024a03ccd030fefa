import MediaTypes

/// Writes the headers of a RED payload: those of the copies, oldest first, then the primary's. The data follow in the same order.
/// - Realtime: no allocation; constant time
/// - Source: RFC 2198 section 3
public enum REDWriter {
    /// All headers together, for so many copies.
    @inlinable public static func headerByteCount(redundant: Int) -> Int { 4 &* redundant &+ 1 }

    /// Writes the header of a copy: 4 bytes.
    /// - Units: timestampOffset: clock ticks before the packet's timestamp
    /// - Returns: false, and nothing written, when the copy is 16,384 ticks old or more, has 1,024 bytes or more, or there is no room
    public static func writeRedundantHeader(
        payloadType: UInt8, timestampOffset: Int, byteCount: Int, at offset: Int, into payload: inout MutableRawSpan
    ) -> Bool {
        guard 0..<16_384 ~= timestampOffset, 0..<1_024 ~= byteCount else { return false }
        let first = UInt32(payloadType & 0x7F | 0x80) << 24
        return payload.write(first | UInt32(truncatingIfNeeded: timestampOffset) << 10 | UInt32(truncatingIfNeeded: byteCount), at: offset)
    }

    /// Writes the header of the primary: 1 byte. False when there is no room.
    public static func writePrimaryHeader(payloadType: UInt8, at offset: Int, into payload: inout MutableRawSpan) -> Bool {
        payload.write(payloadType & 0x7F, at: offset)
    }
}
