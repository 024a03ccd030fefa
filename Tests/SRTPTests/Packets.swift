import MediaTypes
import RTP
import SRTP

struct NotBuilt: Error {}

/// What `#require` does, for types that cannot be copied.
func built<Value: ~Copyable>(_ value: consuming Value?) throws -> Value {
    guard let value else { throw NotBuilt() }
    return value
}

/// The master key and salt of RFC 3711 appendix B.3; for GCM its first 12 bytes of salt.
func vectorKey(_ profile: SRTPProfile) -> [UInt8] {
    Array(bytes("E1F97A0D3E018BE0D64FA32C06DE41390EC675AD498AFEEBB6960B3AABE6")[..<profile.keyBytes])
}

func bytes(_ hexadecimal: String) -> [UInt8] {
    let digits = hexadecimal.compactMap { $0.hexDigitValue }
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
}

func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

/// An RTP packet with 60 bytes of payload.
func rtpPacket(sequenceNumber: UInt16, ssrc: UInt32 = 0xCAFE_BABE) -> [UInt8] {
    var packet = [UInt8](repeating: UInt8(truncatingIfNeeded: sequenceNumber), count: 72)
    var span = packet.mutableSpan
    var bytes = span.mutableBytes
    let header = RTPHeader(
        payloadType: 111, marker: false, sequenceNumber: SequenceNumber(sequenceNumber),
        timestamp: RTPTimestamp(UInt32(sequenceNumber) * 960), ssrc: ssrc)
    _ = header.write(into: &bytes)
    return packet
}

/// A receiver report.
func rtcpPacket(ssrc: UInt32 = 0xCAFE_BABE) -> [UInt8] {
    var packet = [UInt8](repeating: 0, count: 8)
    var span = packet.mutableSpan
    var bytes = span.mutableBytes
    _ = RTCPWriter.writeReceiverReport(ssrc: ssrc, block: nil, at: 0, into: &bytes)
    return packet
}

/// An RTP packet with any number of CSRCs, perhaps an extension, perhaps padding, and perhaps no payload.
func randomPacket(sequenceNumber: UInt16, ssrc: UInt32, using random: inout SplitMix64) -> [UInt8] {
    func some(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) } }
    let sourceCount = Bool.random(using: &random) ? 0 : Int.random(in: 1...15, using: &random)
    let hasExtension = Bool.random(using: &random)
    let hasPadding = Int.random(in: 0...3, using: &random) == 0
    var packet: [UInt8] = [0x80 | (hasPadding ? 0x20 : 0) | (hasExtension ? 0x10 : 0) | UInt8(sourceCount)]
    packet += some(1) + [UInt8(sequenceNumber >> 8), UInt8(truncatingIfNeeded: sequenceNumber)] + some(4)
    packet += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: ssrc >> $0) } + some(4 * sourceCount)
    if hasExtension {
        let words = Int.random(in: 0...8, using: &random)
        packet += [0xBE, 0xDE, 0, UInt8(words)] + some(4 * words)
    }
    packet += some(Int.random(in: 0...9, using: &random) == 0 ? 0 : Int.random(in: 1...1_200, using: &random))
    if hasPadding { packet += [0, 0, 0, 4] }
    return packet
}

/// Any words behind the first header of RTCP.
func randomControlPacket(ssrc: UInt32, using random: inout SplitMix64) -> [UInt8] {
    let words = Int.random(in: 0...200, using: &random)
    let header: [UInt8] = [0x80, 201, 0, UInt8(truncatingIfNeeded: 1 + words)] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: ssrc >> $0) }
    return header + (0..<4 * words).map { _ in UInt8.random(in: 0...255, using: &random) }
}

/// The same operations on arrays.
extension SRTPSession {
    func protected(_ packet: [UInt8]) -> [UInt8] { changed(packet) { protect($0, byteCount: packet.count) } }
    func protectedRTCP(_ packet: [UInt8]) -> [UInt8] { changed(packet) { protectRTCP($0, byteCount: packet.count) } }
    func unprotected(_ packet: [UInt8]) -> [UInt8] { changed(packet) { unprotect($0, byteCount: packet.count) } }
    func unprotectedRTCP(_ packet: [UInt8]) -> [UInt8] { changed(packet) { unprotectRTCP($0, byteCount: packet.count) } }

    func outcome(_ packet: [UInt8]) -> SRTPOutcome {
        var outcome = SRTPOutcome.malformed
        _ = changed(packet) {
            outcome = outcomeOfUnprotect($0, byteCount: packet.count)
            return 0
        }
        return outcome
    }

    func outcomeRTCP(_ packet: [UInt8]) -> SRTPOutcome {
        var outcome = SRTPOutcome.malformed
        _ = changed(packet) {
            outcome = outcomeOfUnprotectRTCP($0, byteCount: packet.count)
            return 0
        }
        return outcome
    }

    private func changed(_ packet: [UInt8], _ change: (UnsafeMutableRawBufferPointer) -> Int) -> [UInt8] {
        var buffer = packet + [UInt8](repeating: 0, count: Self.trailerRoomBytes)
        let byteCount = buffer.withUnsafeMutableBytes(change)
        return Array(buffer[..<byteCount])
    }
}
