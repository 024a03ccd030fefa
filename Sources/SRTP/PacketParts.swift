/// Where the parts of a packet stand, and what its encryption follows from; the same for RTP and RTCP and for all suites.
/// - Shape: packet: clear bytes, then payload, then what protection adds, in memory that reaches to the end of the tag
@safe struct PacketParts {
    let packet: UnsafeMutableRawPointer
    /// The header: authenticated, not encrypted.
    let clearByteCount: Int
    /// What is encrypted.
    let payloadByteCount: Int
    /// From the beginning of the packet to the tag.
    let tagOffset: Int
    let ssrc: UInt32
    /// 48 bits of RTP's packet index or 31 of SRTCP's.
    let index: UInt64
    /// RTP's roll-over counter, or SRTCP's index with the E bit.
    let word: UInt32
    let isControl: Bool

    var payload: UnsafeMutableRawPointer { unsafe packet + clearByteCount }
    var tag: UnsafeMutableRawPointer { unsafe packet + tagOffset }
}
