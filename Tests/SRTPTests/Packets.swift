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
