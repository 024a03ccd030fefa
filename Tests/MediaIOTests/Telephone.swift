import CLinux
import Codecs
import MediaIO
import MediaLink
import MediaTypes
import RTP

/// A UDP socket on this machine, as a caller's telephone has it.
final class Telephone {
    private let descriptor: Int32
    let address: TransportAddress
    private var sequence = SequenceNumber(1)
    private var timestamp = RTPTimestamp(0)
    private let ssrc: UInt32

    /// - Returns: nil when the system gives no socket
    init?(ssrc: UInt32 = 7, port: UInt16 = 0) {
        self.ssrc = ssrc
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        let wanted = TransportAddress(ipv4: 0x7F00_0001, port: port)
        let code = SocketAddress(wanted, isIPv6: false).bind(descriptor)
        address = SocketAddress(boundTo: descriptor).transportAddress
        guard code == 0 else {
            close(descriptor)
            return nil
        }
    }

    deinit { close(descriptor) }

    /// What a leg for this telephone is like: mu-law in packets of 20 ms.
    func spec(port: CallPort?, room: UInt32? = 1) -> LegSpec {
        var spec = LegSpec(room: room.map { RoomID($0) }, format: .pcmu, remote: address, source: address, payloadType: 0,
                           packetTime: .milliseconds(20), bitrate: .kilobits(64))
        spec.eventPayloadType = 101
        spec.port = port
        return spec
    }

    func send(_ bytes: [UInt8], to port: UInt16) {
        let place = SocketAddress(TransportAddress(ipv4: 0x7F00_0001, port: port), isIPv6: false)
        withUnsafePointer(to: place) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = sendto(descriptor, bytes, bytes.count, 0, $0, place.usedBytes) }
        }
    }

    private func packet(_ payload: [UInt8], _ payloadType: UInt8) -> [UInt8] {
        var packet = [UInt8](repeating: 0, count: RTPHeader.fixedByteCount)
        var span = packet.mutableSpan
        var space = span.mutableBytes
        _ = RTPHeader(payloadType: payloadType, marker: false, sequenceNumber: sequence, timestamp: timestamp, ssrc: ssrc).write(into: &space)
        sequence = sequence.advanced(by: 1)
        return packet + payload
    }

    /// 20 ms of a loud square wave.
    func speak(to port: UInt16) {
        send(packet((0..<160).map { $0 % 16 < 8 ? 0x10 : 0x90 }, 0), to: port)
        timestamp = timestamp.advanced(by: 160)
    }

    func press(_ key: UInt8, to port: UInt16) {
        timestamp = timestamp.advanced(by: 160)
        send(packet([key, 10, 3, 0x20], 101), to: port)
    }

    /// An empty receiver report.
    func report(to port: UInt16) { send([0x80, 201, 0, 1, 0, 0, 0, 7], to: port) }

    /// The next datagram, and from which port of the box; nil when none comes for three seconds.
    func next() -> (bytes: [UInt8], port: UInt16)? { hasDatagram(within: 3_000) ? take() : nil }

    /// Everything that is there now.
    func rest() -> [(bytes: [UInt8], port: UInt16)] {
        var all: [(bytes: [UInt8], port: UInt16)] = []
        while hasDatagram(within: 0), let next = take() { all.append(next) }
        return all
    }

    private func hasDatagram(within ms: Int32) -> Bool {
        var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&event, 1, ms) > 0
    }

    private func take() -> (bytes: [UInt8], port: UInt16)? {
        var bytes = [UInt8](repeating: 0, count: 2_048)
        var source = SocketAddress()
        var length = SocketAddress.byteCount
        let count = withUnsafeMutablePointer(to: &source) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { recvfrom(descriptor, &bytes, bytes.count, 0, $0, &length) }
        }
        return count < 0 ? nil : (Array(bytes[..<count]), source.transportAddress.port)
    }
}

extension MediaService {
    /// Reads reports until one is as wanted.
    /// - Returns: it; nil when it does not come within ten seconds
    func report<Result>(_ wanted: (Report) -> Result?) -> Result? {
        let end = clinux_monotonic_ns() + 10_000_000_000
        while clinux_monotonic_ns() < end {
            for report in takeReports() { if let found = wanted(report) { return found } }
            _ = clinux_wait_readable(reportDescriptor, 100_000_000)
        }
        return nil
    }

    func waitUntilRemoved(_ leg: LegID) -> Bool {
        report { if case .removed(leg, _) = $0 { true } else { nil } } ?? false
    }

    /// The counters of a leg, as soon as they are as wanted.
    func counters(of leg: LegID, when isWanted: (LegCounters) -> Bool) -> LegCounters? {
        report { if case .leg(let report) = $0, report.leg == leg, isWanted(report.counters) { report.counters } else { nil } }
    }
}
