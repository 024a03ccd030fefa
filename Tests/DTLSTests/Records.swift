import MediaTypes

/// A record of DTLS 1.2, as it stands in a datagram.
func record(type: UInt8, epoch: UInt16 = 0, number: Int = 0, _ body: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = [type, 0xFE, 0xFD]
    bytes += bigEndian(Int(epoch), 2) + bigEndian(number, 6) + bigEndian(body.count, 2)
    return bytes + body
}

/// A fragment of a handshake message, in a record of its own.
func fragmentRecord(type: UInt8, messageBytes: Int, sequenceNumber: Int, offset: Int, byteCount: Int, number: Int) -> [UInt8] {
    let bytes = [UInt8](repeating: 0x5A, count: byteCount)
    let body = fragment(bytes, type: type, messageBytes: messageBytes, sequenceNumber: sequenceNumber, offset: offset)
    return record(type: 22, number: number, body)
}

/// A message of the clear part of a handshake, which stands alone in `datagram`, cut into records of at most `byteCount` bytes of it.
func cut(_ datagram: [UInt8], into byteCount: Int) -> [[UInt8]] {
    let message = Array(datagram[25...])
    return stride(from: 0, to: message.count, by: byteCount).map { offset in
        let bytes = Array(message[offset..<min(offset + byteCount, message.count)])
        let piece = fragment(bytes, type: datagram[13], messageBytes: message.count, sequenceNumber: 0, offset: offset)
        // Numbers that the client will not use, and within 64 of those that it will, or they would be taken for replays.
        return record(type: 22, number: 40 + offset / byteCount, piece)
    }
}

private func fragment(_ bytes: [UInt8], type: UInt8, messageBytes: Int, sequenceNumber: Int, offset: Int) -> [UInt8] {
    var fragment = [type]
    fragment += bigEndian(messageBytes, 3) + bigEndian(sequenceNumber, 2) + bigEndian(offset, 3) + bigEndian(bytes.count, 3)
    return fragment + bytes
}

func randomBytes(_ count: ClosedRange<Int>, _ random: inout SplitMix64) -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<Int.random(in: count, using: &random) { bytes.append(UInt8.random(in: 0...255, using: &random)) }
    return bytes
}

private func bigEndian(_ value: Int, _ byteCount: Int) -> [UInt8] {
    (0..<byteCount).map { UInt8(truncatingIfNeeded: value >> (8 * (byteCount - 1 - $0))) }
}
