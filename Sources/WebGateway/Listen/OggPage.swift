/// Writes pages of the Ogg container.
/// - Source: RFC 3533 section 6
enum OggPage {
    /// What a page is in its stream; the flags of byte 5.
    enum Place: UInt8 {
        case first = 2
        case middle = 0
        case last = 4
    }

    /// The most segments that a page has, and the most bytes that a segment has.
    static let segmentLimit = 255

    /// How many segments a packet takes: it ends with one of fewer than 255 bytes, if need be of none.
    static func segmentCount(of packet: [UInt8]) -> Int { packet.count / 255 + 1 }

    /// A page of whole packets, of which there are few enough.
    /// - Parameter granule: the position at the end of the last packet
    static func write(_ packets: [[UInt8]], place: Place, granule: Int64, serial: UInt32, number: UInt32) -> [UInt8] {
        var segments: [UInt8] = []
        for packet in packets {
            segments += [UInt8](repeating: 255, count: packet.count / 255)
            segments.append(UInt8(packet.count % 255))
        }
        var page = Array("OggS".utf8) + [0, place.rawValue]
        page += littleEndian(granule) + littleEndian(serial) + littleEndian(number) + littleEndian(UInt32(0))
        page.append(UInt8(truncatingIfNeeded: segments.count))
        page += segments
        for packet in packets { page += packet }
        page.replaceSubrange(22..<26, with: littleEndian(checksum(of: page)))
        return page
    }

    static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    /// CRC-32 as Ogg has it: polynomial 0x04C11DB7, nothing reflected, nothing inverted.
    static func checksum(of bytes: [UInt8]) -> UInt32 {
        bytes.reduce(0) { $0 << 8 ^ table[Int($0 >> 24 ^ UInt32($1))] }
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index) << 24) { rest, _ in rest & 0x8000_0000 != 0 ? rest << 1 ^ 0x04C1_1DB7 : rest << 1 }
    }
}
