import MediaTypes

/// The header of an RTP packet, and where in the packet its parts are.
/// - Units: offsets and counts in bytes from the packet's first byte
/// - Realtime: no allocation; constant time
/// - Source: RFC 3550 section 5.1
@frozen public struct RTPHeader: Sendable, Hashable, BitwiseCopyable {
    public var marker: Bool
    /// 0 to 127.
    public var payloadType: UInt8
    public var sequenceNumber: SequenceNumber
    public var timestamp: RTPTimestamp
    public var ssrc: UInt32
    public var payloadOffset: Int
    /// Without padding.
    public var payloadByteCount: Int
    /// The 16 bits that say how the extension is built: 0xBEDE for one-byte elements.
    public var extensionProfile: UInt16
    public var extensionOffset: Int
    /// 0 when there is no extension.
    public var extensionByteCount: Int

    /// The header without CSRCs and without extension.
    @inlinable public static var fixedByteCount: Int { 12 }

    /// A header to send: no CSRCs, no extension, no padding.
    @inlinable public init(payloadType: UInt8, marker: Bool, sequenceNumber: SequenceNumber, timestamp: RTPTimestamp, ssrc: UInt32) {
        self.marker = marker
        self.payloadType = payloadType & 0x7F
        self.sequenceNumber = sequenceNumber
        self.timestamp = timestamp
        self.ssrc = ssrc
        payloadOffset = Self.fixedByteCount
        payloadByteCount = 0
        extensionProfile = 0
        extensionOffset = 0
        extensionByteCount = 0
    }

    /// Reads a packet. SRTP is to be unprotected first: until then its padding is ciphertext.
    /// - Returns: nil when malformed: version not 2; CSRCs, extension or padding longer than the packet; padding of 0 bytes
    public init?(parsing packet: RawSpan) {
        guard let flags = packet.byte(at: 0), flags >> 6 == 2, let second = packet.byte(at: 1), let sequence = packet.uint16(at: 2),
            let timestamp = packet.uint32(at: 4), let ssrc = packet.uint32(at: 8)
        else { return nil }
        self.init(
            payloadType: second, marker: second & 0x80 != 0, sequenceNumber: SequenceNumber(sequence),
            timestamp: RTPTimestamp(timestamp), ssrc: ssrc)
        payloadOffset &+= 4 &* Int(flags & 0x0F)
        if flags & 0x10 != 0 {
            guard let profile = packet.uint16(at: payloadOffset), let words = packet.uint16(at: payloadOffset &+ 2) else { return nil }
            extensionProfile = profile
            extensionOffset = payloadOffset &+ 4
            extensionByteCount = 4 &* Int(words)
            payloadOffset = extensionOffset &+ extensionByteCount
        }
        payloadByteCount = packet.byteCount &- payloadOffset
        guard payloadByteCount >= 0 else { return nil }
        if flags & 0x20 != 0 {
            guard let padding = packet.byte(at: packet.byteCount &- 1), padding > 0, Int(padding) <= payloadByteCount else { return nil }
            payloadByteCount &-= Int(padding)
        }
    }

    /// Writes the 12 fixed bytes at the packet's start; false, and nothing written, when they do not fit.
    public func write(into packet: inout MutableRawSpan) -> Bool {
        guard packet.byteCount >= Self.fixedByteCount else { return false }
        let second = payloadType & 0x7F | (marker ? 0x80 : 0)
        let first = UInt64(0x80) << 56 | UInt64(second) << 48 | UInt64(sequenceNumber.value) << 32 | UInt64(timestamp.value)
        guard packet.write(first, at: 0), packet.write(ssrc, at: 8) else { return false }
        return true
    }

    /// The payload of the packet that this header was read from.
    @inlinable @_lifetime(copy packet) public func payload(in packet: RawSpan) -> RawSpan {
        packet.bytes(in: payloadOffset..<max(payloadOffset, payloadOffset &+ payloadByteCount))
    }
}
