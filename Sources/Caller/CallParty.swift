import AdminAPI
import AudioFiles
import FoundationEssentials
import MediaEngine
import MediaLink
import MediaTypes
import RTP
import Rehearsal
import SRTP

/// One participant of a call: its socket, its leg's far end, the way its packets take, and its recording.
final class CallParty {
    enum Speech { case clip, silence, nothing }

    let handle: String
    let recording: String?
    let socket: CallSocket
    var speech = Speech.clip
    /// The server has said goodbye, or is gone.
    private(set) var isOver = false
    /// When the next block is heard and the next packet made.
    private var nextTick = MediaTime.zero

    private var leg: FarLeg
    private var path: ImpairedPath
    private let clip: EncodedClip
    /// Where in the clip it begins, 0 to 1.
    private let start: Double
    private let writer: WAVWriter?
    private let tick: MediaTime
    private let ticksPerPacket: Int
    private var tickCount = 0
    /// Packets that the path still has, the last to arrive first.
    private var travelling: [(arrival: MediaTime, bytes: [UInt8])] = []
    private let silence: [Float]

    /// Longer behind than this it was stopped, not slow: nothing is caught up with.
    private static var hopeless: MediaTime { .seconds(1) }

    /// - Parameter answer: what the server says to a new participant
    init(
        _ plan: CallPlan, number: Int, socket: consuming CallSocket, answer: LegAdd.Answer, clip: EncodedClip, writer: WAVWriter?
    ) throws(CallError) {
        guard let port = UInt16(exactly: answer.localPort), let payloadType = UInt8(exactly: answer.payloadType)
        else { throw .strangeAnswer }
        var box = plan.address
        box.port = port
        try socket.connect(to: box)
        var spec = LegSpec(
            room: RoomID(1), format: plan.sends.format, remote: box, source: box, payloadType: payloadType,
            packetTime: plan.sends.packetTime, bitrate: plan.sends.bitrate)
        spec.redPayloadType = answer.redPayloadType.flatMap(UInt8.init(exactly:))
        spec.eventPayloadType = answer.eventPayloadType.flatMap(UInt8.init(exactly:))
        spec.redundancy = plan.sends.redundancy
        spec.srtp = try plan.srtpProfile.map { profile throws(CallError) in try Self.keys(profile, answer.srtpKeys) }
        var random = SystemRandomNumberGenerator()
        let identity = LegIdentity(id: LegID(UInt32(number)), using: &random)
        guard let leg = FarLeg(spec, identity: identity, settings: plan.settings) else { throw .strangeAnswer }
        self.leg = leg
        self.socket = socket
        self.clip = clip
        self.writer = writer
        handle = answer.handle
        recording = plan.recording(of: number)
        start = Double(number) / Double(plan.count)
        path = ImpairedPath(plan.path, seed: plan.seed &+ UInt64(number))
        tick = plan.tick
        ticksPerPacket = Int(plan.sends.packetTime.nanoseconds / plan.tick.nanoseconds)
        silence = [Float](repeating: 0, count: plan.settings.blockFrames)
    }

    /// Each end protects with a key of its own.
    private static func keys(_ profile: SRTPProfile, _ pair: SRTPKeyPair?) throws(CallError) -> SRTPKeys {
        guard let pair, let own = Data(base64Encoded: pair.participantKey), let box = Data(base64Encoded: pair.boxKey),
            let keys = SRTPKeys(profile: profile, send: Array(own), receive: Array(box))
        else { throw .strangeAnswer }
        return keys
    }

    /// The first block is over a tick after this.
    func begin(at time: MediaTime) { nextTick = time + tick }

    /// When it has something to do next, unless something comes in.
    var deadline: MediaTime { isOver ? .distantFuture : min(nextTick, travelling.last?.arrival ?? .distantFuture) }

    /// Reads all that has arrived.
    /// - Parameter space: for one datagram
    func receive(into space: UnsafeMutableRawBufferPointer, at now: MediaTime) {
        while !isOver {
            switch socket.receive(into: space) {
            case .packet(let byteCount):
                _ = leg.receive(UnsafeMutableRawBufferPointer(rebasing: space[..<byteCount]), at: now)
                isOver = leg.isDismissed
            case .nothing: return
            case .refused: isOver = true
            }
        }
    }

    /// Does what is due: hears, speaks, and lets go what the path has held back.
    func advance(to now: MediaTime) throws(AudioFileError) {
        if now - nextTick > Self.hopeless { nextTick = now }
        while !isOver, nextTick <= now {
            let payload = nextPayload()
            payload.withUnsafeBytes { leg.tick(sending: payload.isEmpty ? nil : $0, at: nextTick) }
            try writer?.append(leg.heard.map(Array.init) ?? silence)
            post(at: nextTick)
            nextTick += tick
        }
        while let next = travelling.last, next.arrival <= now {
            travelling.removeLast()
            next.bytes.withUnsafeBytes { socket.send($0) }
        }
    }

    /// Empty between packets.
    private func nextPayload() -> [UInt8] {
        tickCount += 1
        let (index, rest) = tickCount.quotientAndRemainder(dividingBy: ticksPerPacket)
        guard rest == 0 else { return [] }
        return switch speech {
        case .clip: clip.payload(index - 1, start: start)
        case .silence: clip.silence(index - 1)
        case .nothing: []
        }
    }

    /// Gives packets to the path. Reports go untouched: the dice are for the sound, so that the same seed loses the same words.
    private func post(at now: MediaTime) {
        for slot in 0..<leg.outbox.count {
            let packet = UnsafeRawBufferPointer(leg.outbox.packet(slot))
            guard packet.count > 0 else { continue }
            guard PacketKind.classify(packet.bytes) == .rtp else {
                socket.send(packet)
                continue
            }
            guard let arrival = path.arrival(sentAt: now) else { continue }
            let place = travelling.firstIndex { $0.arrival <= arrival } ?? travelling.count
            travelling.insert((arrival, Array(packet)), at: place)
        }
    }

    /// The last word to the server.
    func sayGoodbye(at now: MediaTime) {
        guard !isOver else { return }
        leg.sayGoodbye(at: now)
        for slot in 0..<leg.outbox.count { socket.send(UnsafeRawBufferPointer(leg.outbox.packet(slot))) }
    }

    func finishRecording() throws(AudioFileError) { try writer?.finish() }

    func report(at now: MediaTime) -> LegReport { leg.report(at: now) }
}
