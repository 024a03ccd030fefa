import MediaTypes

/// A record of DTLS 1.2, as it stands in a datagram.
func record(type: UInt8, epoch: UInt16 = 0, number: Int = 0, _ body: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = [type, 0xFE, 0xFD]
    bytes += bigEndian(Int(epoch), 2) + bigEndian(number, 6) + bigEndian(body.count, 2)
    return bytes + body
}

/// A fragment of a handshake message, in a record of its own.
func fragmentRecord(type: UInt8, messageBytes: Int, sequenceNumber: Int, offset: Int, byteCount: Int, number: Int) -> [UInt8] {
    var body = [type]
    body += bigEndian(messageBytes, 3) + bigEndian(sequenceNumber, 2) + bigEndian(offset, 3) + bigEndian(byteCount, 3)
    return record(type: 22, number: number, body + [UInt8](repeating: 0x5A, count: byteCount))
}

func randomBytes(_ count: ClosedRange<Int>, _ random: inout SplitMix64) -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<Int.random(in: count, using: &random) { bytes.append(UInt8.random(in: 0...255, using: &random)) }
    return bytes
}

private func bigEndian(_ value: Int, _ byteCount: Int) -> [UInt8] {
    (0..<byteCount).map { UInt8(truncatingIfNeeded: value >> (8 * (byteCount - 1 - $0))) }
}
