import Codecs
import MediaLink
import MediaTypes
import MixKernels
import RTP

/// One participant's incoming audio: RTP payloads go in as they arrive, blocks at the mix rate come out one a tick.
///
/// How long to wait is thought of as *slack*: the time between the moment when a packet would have been here over the fastest path seen
/// lately, and the moment when it is decoded. Jitter makes some packets need more slack than others; the buffer aims at what nearly all
/// need (`DelayEstimator`), lengthens by concealing while it waits, and shortens by taking pitch periods out.
/// - Realtime: no allocation after init
struct InboundStream: ~Copyable {
    enum State {
        /// Nothing is played: the stream has not begun, pauses, or has broken off.
        case waiting
        case playing
    }

    let format: CodecFormat
    let blockFrames: Int
    let mixRate: Int
    var bounds: JitterBounds
    var decoder: AudioDecoder
    var store: PacketStore
    var delay = DelayEstimator()
    var queue: SampleQueue
    var stretch: TimeStretch
    let stretched: AudioBuffer
    var counters = LegCounters()

    // Arrival.
    var source = StreamSource()
    var newestSequence: Int64 = -1
    var newestTimestamp: Int64 = 0
    /// How far back the copies reach that the sender adds by RED, in clock ticks.
    var copyReach = 0

    // Playing.
    var state = State.waiting
    /// The last packet that was decoded or given up.
    var lastSequence: Int64 = -1
    /// Where the next packet should begin.
    var nextTimestamp: Int64 = 0
    /// Clock ticks concealed for a packet that might still come.
    var borrowed = 0
    /// Clock ticks of the last decoded packet.
    var packetTicks = 0
    /// The last packet said that there is nothing to hear.
    var isQuiet = false
    /// What the leg found in the last block: below -60 dBFS, and voice.
    var isInaudible = false
    var isVoice = true
    var slack = MediaTime.zero
    var lastLoss = MediaTime.never
    var lastRecovery = MediaTime.never
    var lastStretch = MediaTime.never
    var lastPause = MediaTime.never
    var concealedFrames = 0
    var playedFrames = 0

    /// - Returns: nil when the codec is not there
    init?(format: CodecFormat, settings: borrowing MediaSettings) {
        guard let decoder = AudioDecoder(format, outputRate: settings.mixRate) else { return nil }
        self.decoder = decoder
        self.format = format
        mixRate = settings.mixRate
        blockFrames = settings.blockFrames
        bounds = JitterBounds(settings)
        store = PacketStore(byteCapacity: Self.byteCapacity(format, settings.jitterMax))
        // The longest packet, or two of 120 ms, and what is left of the one before.
        let frames = mixRate * (CodecFormat.longestPacketMs + 80) / 1_000
        queue = SampleQueue(capacity: frames)
        stretch = TimeStretch(sampleRate: mixRate)
        stretched = AudioBuffer(uninitializedCount: frames)
    }

    /// Bytes of the packets that may wait at once.
    private static func byteCapacity(_ format: CodecFormat, _ longest: MediaTime) -> Int {
        let bytesPerSecond = switch format.kind {
        case .opus: 24_000
        case .pcmu, .pcma, .g722: 8_000
        case .l16: format.sampleRate * 2
        }
        return max(bytesPerSecond * Int((longest + .milliseconds(240)).milliseconds) / 1_000, 4 * Chosen.maxPayloadBytes * 2)
    }

    func frames(ticks: Int) -> Int { ticks * mixRate / format.clockRate }
    func ticks(frames: Int) -> Int { frames * format.clockRate / mixRate }
    func time(_ timestamp: Int64) -> MediaTime { MediaTime(nanoseconds: timestamp &* 1_000_000 / Int64(format.clockRate / 1_000)) }

    /// Where nothing of the stream is known any more.
    mutating func restart() {
        store.removeAll()
        delay = DelayEstimator()
        queue.clear()
        decoder.reset()
        newestSequence = -1
        lastSequence = -1
        state = .waiting
        borrowed = 0
        copyReach = 0
        isQuiet = false
        lastLoss = .never
        lastRecovery = .never
    }

    /// Waiting now, from arrival to playing.
    var bufferDelay: MediaTime {
        state == .playing ? max(slack, .zero) + .frames(queue.count, sampleRate: mixRate) : .zero
    }

    /// Slack that is aimed at.
    func target(at now: MediaTime) -> MediaTime {
        var wanted = delay.spread + bounds.margin
        // A copy comes with a later packet: where packets are lost and copies come, it is worth waiting for.
        if now - lastLoss < .seconds(10) {
            if copyReach > 0 { wanted += time(Int64(copyReach)) } else if now - lastRecovery < .seconds(10) { wanted += time(Int64(packetTicks)) }
        }
        if !delay.isSettled { wanted = max(wanted, bounds.start) }
        return min(wanted, bounds.most)
    }
}

/// Bounds of the jitter buffer, from the profile.
struct JitterBounds {
    private(set) var start: MediaTime
    private(set) var margin: MediaTime
    private(set) var most: MediaTime
    /// What there is memory for.
    private let capacity: MediaTime

    init(_ settings: borrowing MediaSettings) {
        start = settings.jitterStart
        margin = settings.jitterMargin
        most = settings.jitterMax
        capacity = settings.jitterMax
    }

    /// Others, as far as the memory reaches.
    mutating func tune(_ settings: borrowing MediaSettings) {
        start = settings.jitterStart
        margin = settings.jitterMargin
        most = min(settings.jitterMax, capacity)
    }
}

extension MediaTime {
    /// So long ago that every deadline is over.
    static var never: MediaTime { .seconds(-1_000_000) }
}
