import CLinux
import MediaTypes
import RTP
import SRTP

/// What SRTP costs a packet, with a session of its own for each participant, as browsers have it.
public final class ProtectionBench {
    /// - Units: microseconds of CPU a packet
    public struct Figures: Sendable {
        public var protect: Double
        public var unprotect: Double
    }

    private static let payloadBytes = 60
    private let outbound: [Session]
    private let inbound: [Session]
    private let packets: UnsafeMutableRawBufferPointer
    private var sequence: UInt16 = 0

    /// Arrays hold no value that cannot be copied.
    private final class Session {
        let session: SRTPSession
        init(_ session: consuming SRTPSession) { self.session = session }
    }

    /// - Returns: nil when libcrypto refuses
    public init?(sessions count: Int, profile: SRTPProfile = .aesCM128SHA1_80) {
        var (outbound, inbound): ([Session], [Session]) = ([], [])
        for index in 0..<count {
            let key = (0..<profile.keyBytes).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ index) }
            guard let sender = SRTPSession(profile: profile, key: key, outboundSSRC: UInt32(index + 1)),
                let receiver = SRTPSession(profile: profile, key: key, isInbound: true)
            else { return nil }
            outbound.append(Session(sender))
            inbound.append(Session(receiver))
        }
        self.outbound = outbound
        self.inbound = inbound
        packets = .allocate(byteCount: count * Self.slotBytes, alignment: 16)
        packets.initializeMemory(as: UInt8.self, repeating: 0x55)
    }

    deinit { packets.deallocate() }

    private static var slotBytes: Int { 128 }

    /// One packet of each session, protected, and then unprotected.
    /// - Returns: nil if a packet did not come out as it went in
    public func turn(rounds: Int) -> Figures? {
        let length = 12 + Self.payloadBytes
        var (protecting, unprotecting): (Int64, Int64) = (0, 0)
        for _ in 0..<rounds {
            for index in outbound.indices {
                var space = slot(index).mutableBytes
                _ = RTPHeader(
                    payloadType: 111, marker: false, sequenceNumber: SequenceNumber(sequence),
                    timestamp: RTPTimestamp(UInt32(sequence) &* 960),
                    ssrc: UInt32(index + 1)
                ).write(into: &space)
            }
            sequence &+= 1
            var protectedBytes = length
            let start = clinux_thread_cpu_ns()
            for index in outbound.indices { protectedBytes = outbound[index].session.protect(slot(index), byteCount: length) }
            let middle = clinux_thread_cpu_ns()
            var plainBytes = 0
            for index in inbound.indices { plainBytes += inbound[index].session.unprotect(slot(index), byteCount: protectedBytes) }
            let end = clinux_thread_cpu_ns()
            guard plainBytes == length * inbound.count else { return nil }
            protecting += middle - start
            unprotecting += end - middle
        }
        let count = Double(max(rounds * outbound.count, 1)) * 1_000
        return Figures(protect: Double(protecting) / count, unprotect: Double(unprotecting) / count)
    }

    private func slot(_ index: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(rebasing: packets[index * Self.slotBytes..<(index + 1) * Self.slotBytes])
    }
}
