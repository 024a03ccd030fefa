import MediaTypes

/// How loud a packet's audio is, said in a header extension: a receiver need not decode to know it.
/// - Realtime: no allocation; O(bytes of the extension)
/// - Source: RFC 6464 section 3; carried as RFC 8285 says
@frozen public struct AudioLevel: Sendable, Hashable {
    /// In -dBov: 0 is the loudest, 127 is silence.
    public var level: UInt8
    /// Whether the sender believes that it is voice.
    public var voice: Bool

    @inlinable public init(level: UInt8, voice: Bool) {
        self.level = min(level, 127)
        self.voice = voice
    }

    /// Finds the element `extensionID` in a packet with one-byte or two-byte elements.
    /// - Returns: nil when it is not there, or the extension is built in a way we do not know
    public init?(in packet: RawSpan, header: RTPHeader, extensionID: UInt8) {
        guard extensionID != 0, header.extensionByteCount > 0 else { return nil }
        let usesOneByte = header.extensionProfile == Self.oneByteProfile
        guard usesOneByte || header.extensionProfile >> 4 == Self.twoByteProfile >> 4 else { return nil }
        let end = header.extensionOffset &+ header.extensionByteCount
        var offset = header.extensionOffset
        while offset < end, let first = packet.byte(at: offset) {
            offset &+= 1
            // A zero byte is padding.
            if first == 0 { continue }
            var id = first
            var byteCount = 0
            if usesOneByte {
                id = first >> 4
                byteCount = Int(first & 0x0F) &+ 1
                // 15 ends the list, and so does padding that claims a length.
                if id == 15 || id == 0 { return nil }
            } else {
                guard offset < end, let length = packet.byte(at: offset) else { return nil }
                byteCount = Int(length)
                offset &+= 1
            }
            guard byteCount <= end &- offset else { return nil }
            if id == extensionID {
                guard byteCount >= 1, let value = packet.byte(at: offset) else { return nil }
                self.init(level: value & 0x7F, voice: value & 0x80 != 0)
                return
            }
            offset &+= byteCount
        }
        return nil
    }

    /// Bytes that `write` adds between the fixed header and the payload.
    @inlinable public static var blockByteCount: Int { 8 }

    /// Writes an extension with this one element after the fixed header, and sets the header's extension bit: so the header goes first.
    /// - Shape: the payload starts at `RTPHeader.fixedByteCount + blockByteCount`
    /// - Returns: false, and nothing written, when it does not fit or `extensionID` is not 1 to 14
    public static func write(_ level: AudioLevel, extensionID: UInt8, into packet: inout MutableRawSpan) -> Bool {
        guard 1...14 ~= extensionID, packet.byteCount >= RTPHeader.fixedByteCount &+ blockByteCount else { return false }
        let value = level.level & 0x7F | (level.voice ? 0x80 : 0)
        // One word: the element, then two bytes of padding.
        let element = UInt64(extensionID) << 28 | UInt64(value) << 16
        let block = UInt64(oneByteProfile) << 48 | UInt64(1) << 32 | element
        guard let flags = packet.bytes.byte(at: 0) else { return false }
        guard packet.write(flags | 0x10, at: 0), packet.write(block, at: RTPHeader.fixedByteCount) else { return false }
        return true
    }

    /// RFC 8285 section 4.2.
    static var oneByteProfile: UInt16 { 0xBEDE }
    /// RFC 8285 section 4.3; the low four bits are the application's.
    static var twoByteProfile: UInt16 { 0x1000 }
}
