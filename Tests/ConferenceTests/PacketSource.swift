import CLinux
import MediaIO
import MediaTypes

/// A UDP socket on this machine that sends RTP packets to one address, and hears what comes from there.
final class PacketSource: Sendable {
    private let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)

    /// - Returns: nil when the system gives no socket
    init?(to remote: TransportAddress) {
        guard SocketAddress(remote, isIPv6: false).connect(descriptor) == 0 else { return nil }
    }

    deinit { close(descriptor) }

    var port: UInt16 { SocketAddress(boundTo: descriptor).transportAddress.port }

    private static let ssrc: UInt32 = 0x0A0B_0C0D

    private func bytes(of word: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * UInt32($0))) } }

    /// A telephone key: the three end packets of an event (RFC 4733), of which each says all.
    func press(_ event: UInt8, sequence: UInt16) {
        for number: UInt16 in 0..<3 { send(payloadType: 101, sequence: sequence + number, timestamp: UInt32(sequence) * 160, payload: [event, 0x8A, 0, 160]) }
    }

    /// - Parameter timestamp: nil for one that follows the sequence numbers in steps of 160
    func send(payloadType: UInt8, sequence: UInt16, timestamp: UInt32? = nil, payload: [UInt8]) {
        let timestamp = timestamp ?? UInt32(sequence) * 160
        var packet: [UInt8] = [0x80, payloadType, UInt8(sequence >> 8), UInt8(sequence & 0xFF)]
        packet += bytes(of: timestamp) + bytes(of: Self.ssrc) + payload
        _ = CLinux.send(descriptor, packet, packet.count, 0)
    }

    /// Whether there is anything but silence in so many packets of mu-law, each of which must come within three seconds.
    func hearsSound(inPackets count: Int) -> Bool {
        (0..<count).contains { _ in
            var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&event, 1, 3_000) > 0 else { return false }
            var packet = [UInt8](repeating: 0, count: 2_048)
            let length = recv(descriptor, &packet, packet.count, 0)
            // Mu-law counts down: the loudest is 0, silence 0x7F. Reports have another payload type.
            return length > 12 && packet[1] & 0x7F == 0 && packet[12..<length].contains { $0 & 0x7F < 0x40 }
        }
    }

    /// An empty receiver report and a goodbye (RTCP BYE).
    func sayGoodbye() {
        let packet = [0x80, 201, 0, 1] + bytes(of: Self.ssrc) + [0x81, 203, 0, 1] + bytes(of: Self.ssrc)
        _ = CLinux.send(descriptor, packet, packet.count, 0)
    }
}
