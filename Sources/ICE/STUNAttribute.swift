import MediaTypes

/// Types of attributes; 0x8000 and up may be ignored by whoever does not know them.
/// - Source: RFC 8489 section 18.3, RFC 8445 section 16.1
enum STUNAttribute {
    static let mappedAddress: UInt16 = 0x0001
    static let username: UInt16 = 0x0006
    static let messageIntegrity: UInt16 = 0x0008
    static let errorCode: UInt16 = 0x0009
    static let unknownAttributes: UInt16 = 0x000A
    static let realm: UInt16 = 0x0014
    static let nonce: UInt16 = 0x0015
    static let messageIntegritySHA256: UInt16 = 0x001C
    static let xorMappedAddress: UInt16 = 0x0020
    static let priority: UInt16 = 0x0024
    static let useCandidate: UInt16 = 0x0025
    static let fingerprint: UInt16 = 0x8028
    static let iceControlled: UInt16 = 0x8029
    static let iceControlling: UInt16 = 0x802A

    /// Whether a request that has it must be refused by whoever does not know it.
    static func isRequired(_ type: UInt16) -> Bool { type < 0x8000 }
}

/// Steps through the attributes of a message: each with its type, and where its value is.
/// - Source: RFC 8489 section 14
struct STUNAttributes {
    struct Attribute {
        let type: UInt16
        /// Of its type field.
        let offset: Int
        /// Of its value.
        let value: Range<Int>
    }

    /// Of the attribute to read next.
    private(set) var offset = Specified.headerByteCount

    /// The next attribute of a message whose length is a multiple of 4; nil at its end, and where an attribute is longer than the message.
    mutating func next(in message: RawSpan) -> Attribute? {
        guard let type = message.uint16(at: offset), let length = message.uint16(at: offset &+ 2) else { return nil }
        let start = offset &+ 4
        let next = start &+ (Int(length) &+ 3) & ~3
        guard next <= message.byteCount else { return nil }
        defer { offset = next }
        return Attribute(type: type, offset: offset, value: start..<start &+ Int(length))
    }
}
