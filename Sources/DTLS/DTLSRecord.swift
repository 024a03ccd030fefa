import MediaTypes

/// One record of a datagram.
/// - Units: offsets in bytes from the datagram's first byte
/// - Source: RFC 6347 section 4.1
struct DTLSRecord {
    let type: UInt8
    /// 0 in the clear; more once encrypted.
    let epoch: UInt16
    /// With its header.
    let range: Range<Int>

    var body: Range<Int> { range.lowerBound + Specified.recordHeaderBytes..<range.upperBound }

    /// Whether it can be a handshake's last message, or an alert, under our ciphers. Longer ones are of no use here; a shorter one is no
    /// forgery for OpenSSL 3.0, which drops those, but an error that ends the connection.
    var isEncrypted: Bool {
        epoch == 1 && Specified.shortestEncryptedBytes...Limits.longestEncryptedBytes ~= body.count
    }

    /// - Returns: nil when there is none: the datagram is at its end, or no DTLS from here on
    init?(parsing datagram: RawSpan, at offset: Int) {
        guard let type = datagram.byte(at: offset), let version = datagram.uint16(at: offset + 1),
            let epoch = datagram.uint16(at: offset + 3), let byteCount = datagram.uint16(at: offset + 11) else { return nil }
        // DTLS 1.0 stands in the record of a first ClientHello (RFC 6347 section 4.2.1); 1.3 writes 1.2.
        guard version == 0xFEFF || version == 0xFEFD else { return nil }
        let end = offset + Specified.recordHeaderBytes + Int(byteCount)
        guard end <= datagram.byteCount else { return nil }
        self.type = type
        self.epoch = epoch
        range = offset..<end
    }
}

/// The header of one fragment of a handshake message.
/// - Source: RFC 6347 section 4.2.2
struct HandshakeFragment {
    let type: UInt8
    /// Of the message, put together, without header.
    let messageBytes: Int
    /// Which message of its sender it belongs to.
    let sequenceNumber: Int
    /// Where the next fragment of the record would begin.
    let end: Int

    /// - Shape: limit: where the record ends
    /// - Returns: nil when it is not whole, lies outside of its message, or brings nothing
    init?(parsing datagram: RawSpan, at offset: Int, limit: Int) {
        guard let typeAndLength = datagram.uint32(at: offset), let sequence = datagram.uint16(at: offset + 4),
            let middle = datagram.uint32(at: offset + 5), let last = datagram.uint32(at: offset + 8) else { return nil }
        let fragmentOffset = Int(middle & 0xFF_FFFF)
        let fragmentBytes = Int(last & 0xFF_FFFF)
        type = UInt8(truncatingIfNeeded: typeAndLength >> 24)
        messageBytes = Int(typeAndLength & 0xFF_FFFF)
        sequenceNumber = Int(sequence)
        end = offset + Specified.fragmentHeaderBytes + fragmentBytes
        guard end <= limit, fragmentOffset + fragmentBytes <= messageBytes, fragmentBytes > 0 || messageBytes == 0 else { return nil }
    }
}
