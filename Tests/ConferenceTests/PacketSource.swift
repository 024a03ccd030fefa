import CLinux
import MediaIO
import MediaTypes

/// A UDP socket on this machine that sends RTP packets to one address.
final class PacketSource {
    private let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)

    /// - Returns: nil when the system gives no socket
    init?(to remote: TransportAddress) {
        guard SocketAddress(remote, isIPv6: false).connect(descriptor) == 0 else { return nil }
    }

    deinit { close(descriptor) }

    var port: UInt16 { SocketAddress(boundTo: descriptor).transportAddress.port }

    /// Timestamps follow the sequence numbers in steps of 160.
    func send(payloadType: UInt8, sequence: UInt16, payload: [UInt8]) {
        let timestamp = UInt32(sequence) * 160
        var packet: [UInt8] = [0x80, payloadType, UInt8(sequence >> 8), UInt8(sequence & 0xFF)]
        for word in [timestamp, 0x0A0B_0C0D] { packet += (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * UInt32($0))) } }
        packet += payload
        _ = CLinux.send(descriptor, packet, packet.count, 0)
    }
}
