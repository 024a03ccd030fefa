import MediaTypes
import Rehearsal
import RTP

/// What participants say, encoded once for any number of them: encoding is what costs, and a small machine is to carry many.
/// Each participant begins elsewhere in the clip, and goes on from its end at its beginning until it has played all of it.
struct EncodedClip: Sendable {
    /// Packets of silence that are sent over and over: one second, so that Opus has become quiet at its end.
    private static var silenceTime: MediaTime { .seconds(1) }

    /// RTP payloads, RED included; empty where nothing is sent.
    private let spoken: [[UInt8]]
    private let silent: [[UInt8]]
    private let loops: Bool

    /// - Shape: clip: mono at `rate`
    /// - Parameter progress: told the share that is done, now and then
    /// - Returns: nil for options that the codec cannot have
    init?(
        _ clip: [Float], rate: Int, options: SenderOptions, payloadType: UInt8, redPayloadType: UInt8, loops: Bool,
        progress: (Double) -> Void
    ) {
        guard
            var sender = PacketSender(
                options, clip: clip, rate: rate, payloadType: payloadType, redPayloadType: redPayloadType, seed: 0)
        else { return nil }
        let frames = options.packetTime.frames(sampleRate: rate)
        let count = (clip.count + frames - 1) / frames
        var spoken: [[UInt8]] = []
        for index in 0..<count {
            spoken.append(Self.payload(of: sender.next()))
            if index % 50 == 0 { progress(Double(index) / Double(count)) }
        }
        self.spoken = spoken
        let silentCount = max(Int(Self.silenceTime.nanoseconds / options.packetTime.nanoseconds), 1)
        silent = (0..<silentCount).map { _ in Self.payload(of: sender.next()) }
        self.loops = loops
    }

    /// Headers are each participant's own.
    private static func payload(of packet: SentPacket?) -> [UInt8] { packet.map { Array($0.bytes[RTPHeader.fixedByteCount...]) } ?? [] }

    /// The payload of packet `index` of a participant.
    /// - Parameter start: where in the clip the participant begins: 0 to 1
    func payload(_ index: Int, start: Double) -> [UInt8] {
        if spoken.isEmpty || index >= spoken.count && !loops { return silence(index) }
        return spoken[(index + Int(start * Double(spoken.count))) % spoken.count]
    }

    /// A packet of silence, the next one at each `index`.
    func silence(_ index: Int) -> [UInt8] { silent[index % silent.count] }
}
