import CLinux
import MediaTypes
import RTP

/// A participant who only listens, on loopback and without a codec: hears each sample as the box has mixed it.
public struct Ear: ~Copyable {
    /// What was heard in a stretch of time.
    public struct Figures: Sendable, Codable {
        public var seconds: Double
        /// From one sample to the next: a click is a large one.
        /// - Units: of full scale
        public var largestStep: Float
        /// Blocks of 20 ms without any sound at all.
        public var emptyBlocks: Int
        /// Packets that are missing between the first and the last.
        public var lost: Int
        public var levelDB: Float
    }

    private let socket: Int32
    /// Where it is on 127.0.0.1.
    public let port: UInt16
    /// Samples of each packet since they were last taken, with the number it has.
    private var heard: [(sequence: SequenceNumber, samples: [Int16])] = []

    /// - Returns: nil when there is no socket to be had
    public init?() {
        guard let (descriptor, address) = IOBench.loopbackSocket() else { return nil }
        socket = descriptor
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(socket) }

    /// Takes what has come. The socket holds some seconds.
    public mutating func listen() {
        withUnsafeTemporaryAllocation(byteCount: 1_536, alignment: 8) { space in
            while true {
                let count = recv(socket, space.baseAddress, space.count, Int32(MSG_DONTWAIT))
                guard count > 0 else { return }
                let packet = UnsafeRawBufferPointer(rebasing: space[..<count])
                guard PacketKind.classify(packet.bytes) == .rtp, let header = RTPHeader(parsing: packet.bytes) else { continue }
                let payload = packet[header.payloadOffset..<header.payloadOffset + header.payloadByteCount]
                let samples = stride(from: payload.startIndex, to: payload.endIndex - 1, by: 2).map { Int16(bitPattern: UInt16(payload[$0]) << 8 | UInt16(payload[$0 + 1])) }
                heard.append((header.sequenceNumber, samples))
            }
        }
    }

    /// What was heard since this was last called.
    public mutating func take() -> Figures {
        listen()
        defer { heard.removeAll() }
        let lost = zip(heard, heard.dropFirst()).reduce(0) { $0 + max($1.0.sequence.distance(to: $1.1.sequence) - 1, 0) }
        var (step, power, last) = (0, 0.0, heard.first?.samples.first)
        for sample in heard.lazy.flatMap(\.samples) {
            step = max(step, abs(Int(sample) - Int(last ?? sample)))
            power += Double(sample) * Double(sample)
            last = sample
        }
        let count = heard.reduce(0) { $0 + $1.samples.count }
        return Figures(
            seconds: Double(heard.count) * 0.02, largestStep: Float(step) / 32_768, emptyBlocks: heard.count { $0.samples.allSatisfy { $0 == 0 } },
            lost: lost, levelDB: Decibels(amplitude: Float((power / Double(max(count, 1))).squareRoot() / 32_768)).value)
    }
}
