import Glibc
import MediaTypes

@testable import WebGateway

/// A participant with plain RTP, who says what it is given in its own time.
final class Speaker: Sendable {
    struct NoSocket: Error {}

    private let descriptor: Int32
    let port: UInt16

    init(to remote: TransportAddress) throws {
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = remote.port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address -> Int32 in
                guard connect(descriptor, address, length) == 0 else { return -1 }
                return getsockname(descriptor, address, &length)
            }
        }
        guard status == 0 else { throw NoSocket() }
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(descriptor) }

    /// In real time: 20 ms each.
    func say(_ packets: [OpusPacket]) async throws {
        let clock = ContinuousClock()
        let start = clock.now
        for (index, packet) in packets.enumerated() {
            try await clock.sleep(until: start + .milliseconds(20 * index))
            let timestamp = UInt32(index * 960)
            var bytes: [UInt8] = [0x80, 111, UInt8(index >> 8), UInt8(index & 0xFF)]
            for word in [timestamp, 0x0A0B_0C0D] { bytes += (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * UInt32($0))) } }
            bytes += packet.bytes
            _ = send(descriptor, bytes, bytes.count, 0)
        }
    }
}
