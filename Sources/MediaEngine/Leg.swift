import Codecs
import MediaLink
import MediaTypes
import MixKernels
import SRTP

/// What the control side draws by lot for a leg: the media column has no random source.
public struct LegIdentity: Sendable {
    public var id: LegID
    public var ssrc: UInt32
    public var firstSequence: UInt16
    public var firstTimestamp: UInt32
    /// RTCP CNAME: random, so that it says nothing about anyone. (RFC 7022 section 4.2)
    public var cname: UInt64
    /// Seeds what is by lot for this leg, and is told to nobody.
    let secret: UInt64

    public init(id: LegID, using random: inout some RandomNumberGenerator) {
        self.id = id
        ssrc = .random(in: 1 ... .max, using: &random)
        firstSequence = .random(in: 0...0x7FFF, using: &random)
        firstTimestamp = .random(in: 0 ... .max, using: &random)
        cname = .random(in: 0 ... .max, using: &random)
        secret = .random(in: 0 ... .max, using: &random)
    }

    /// The same, with what was promised to the participant.
    public func keeping(_ promise: StreamPromise?) -> LegIdentity {
        guard let promise else { return self }
        var identity = self
        identity.ssrc = promise.ssrc
        identity.cname = promise.cname
        return identity
    }
}

/// One participant's media. Built whole on the control side, handed to the engine, and handed back to be freed.
struct Leg: ~Copyable {
    let identity: LegIdentity
    let spec: LegSpec
    var protection: PacketProtection
    /// Which way audio flows now.
    var direction: LegDirection

    // In.
    var inbound: InboundStream
    var gate = RateGate()
    var link: LinkState
    var presence = Presence()
    #if !hasFeature(Embedded)
    /// On the heap: this toolchain calls through an empty optional of a non-copyable type in debug builds (seen).
    var denoiser: UnsafeMutablePointer<Denoiser>?
    #endif
    var voice: VoiceActivity
    var leveller: Leveller?
    /// What this leg says in this tick.
    let block: AudioBuffer
    var hasAudio = false
    var level = BlockLevel.silence
    var isMuted = false
    var reminder = MuteReminder()
    var recorder: Recorder?
    /// The block is the last one of a stream that another has followed: it fades out in this tick, or is to in the next.
    var isTail = false
    var owesTail = false
    /// Set by hand, linear.
    var handGain: Float = 1
    var appliedGain: Float = 1
    /// The share in the mix: 1 for a talker, 0 else, and a ramp in between over one block.
    var mixFrom: Float = 0
    var mixTo: Float = 0
    var recentEvents = RecentEvents()
    var paths: LegPaths
    /// Of a leg with a port of its own.
    var pin: SourcePin
    var ear: UnsafeMutablePointer<LineEar>?

    // Out.
    var hearing: Hearing
    var own: OutputStream
    /// Lent to a class when this leg is its lender.
    var lent: OutputStream
    var key: ClassKey
    /// Index of the class; negative: this leg hears nothing.
    var classIndex = -1
    var hasOwnEncoder = false
    /// How long this leg has not been heard while it still has an encoder of its own.
    var waitsToRejoin = MediaTime.zero
    var isSending = false
    var sequence: SequenceNumber
    var sentOctets: UInt32 = 0
    var sentPackets: UInt32 = 0
    var counters = LegCounters()

    // Where the engine keeps it.
    var slot = -1
    var place = -1
    var room = -1
    var roomPlace = -1
    /// Nil: apart; then `room` is negative.
    var roomID: RoomID?
    /// Leaves its room after this tick, in which it fades out, for `destination`; nil: apart.
    var isMoving = false
    var destination: RoomID?
    private let tick: MediaTime

    init?(_ spec: LegSpec, identity: LegIdentity, settings: MediaSettings) {
        let packetFrames = spec.packetTime.frames(sampleRate: settings.mixRate)
        let key = ClassKey(room: -1, spec: spec, packetFrames: packetFrames)
        guard let protection = PacketProtection(spec.srtp, control: spec.controlSRTP, ssrc: identity.ssrc),
            let inbound = InboundStream(format: spec.format, settings: settings),
            let own = OutputStream(key.encoderSettings(settings), blockFrames: settings.blockFrames),
            let lent = OutputStream(key.encoderSettings(settings), blockFrames: settings.blockFrames) else { return nil }
        self.protection = protection
        self.identity = identity
        self.spec = spec
        direction = spec.direction
        tick = settings.tick
        hearing = Hearing(blockFrames: settings.blockFrames)
        paths = LegPaths(spec)
        pin = SourcePin(spec)
        ear = Self.ear(spec, settings: settings)
        self.inbound = inbound
        self.own = own
        self.lent = lent
        self.key = key
        block = AudioBuffer(count: settings.blockFrames)
        link = LinkState(clockRate: spec.format.clockRate, seed: identity.secret)
        voice = VoiceActivity(tick: settings.tick, hangover: settings.hangover)
        leveller = settings.speechLevel.map { Leveller(target: $0, most: settings.maxLevellerGain, tick: settings.tick) }
        #if !hasFeature(Embedded)
        denoiser = Self.denoiser(settings)
        #endif
        sequence = SequenceNumber(identity.firstSequence)
    }

    deinit {
        ear?.deinitialize(count: 1)
        ear?.deallocate()
        #if !hasFeature(Embedded)
        denoiser?.deinitialize(count: 1)
        denoiser?.deallocate()
        #endif
    }

    #if !hasFeature(Embedded)
    private static func denoiser(_ settings: MediaSettings) -> UnsafeMutablePointer<Denoiser>? {
        guard let suppression = settings.noiseSuppression,
            let denoiser = Denoiser(sampleRate: settings.mixRate, blockFrames: settings.blockFrames, suppressionDB: -Int(suppression.value.magnitude))
        else { return nil }
        let place = UnsafeMutablePointer<Denoiser>.allocate(capacity: 1)
        place.initialize(to: denoiser)
        return place
    }
    #endif

    /// What this leg adds to its room in this tick.
    var isHeard: Bool { mixFrom > 0 || mixTo > 0 }

    /// Wants to be a talker.
    var isCandidate: Bool { voice.isActive && !isMuted && direction.isHeard && !isMoving && !isTail }

    /// Phase 1: takes the next block from the jitter buffer and judges it.
    mutating func listen(at now: MediaTime) {
        isTail = owesTail
        owesTail = false
        guard !isTail else { return }
        // Whoever has just been put on hold fades out over one more block.
        hasAudio = (direction.isHeard || mixTo > 0) && inbound.take(into: block, at: now)
        if hasAudio { judge() } else { judgeSilence() }
        reminder.note(isMuted: isMuted, voice, tick: tick)
        recorder?.take(hasAudio ? block.samples(block.count) : nil, frames: block.count, isVoice: hasAudio && voice.isVoice)
    }

    private mutating func judgeSilence() {
        level = .silence
        voice.updateWithSilence()
        ear?.pointee.listenToNothing()
        if voice.isActive || mixTo > 0 { block.clear() }
    }

    private mutating func judge() {
        var samples = block.mutableSamples(block.count).mutableSpan
        let isForRoom = ear?.pointee.listen(samples.span) ?? true
        #if !hasFeature(Embedded)
        denoiser?.pointee.process(&samples)
        #endif
        level = Kernels.level(samples.span)
        if isForRoom { voice.update(Decibels(meanSquare: level.meanSquare)) } else { voice.updateWithSilence() }
        inbound.isInaudible = level.meanSquare < Chosen.inaudible
        // Tones are torn as voices are.
        inbound.isVoice = voice.isVoice || !isForRoom
        if voice.isVoice { leveller?.update(voiceMeanSquare: level.meanSquare) }
        let gain = isForRoom ? (leveller?.gain ?? 1) * handGain : 0
        if gain != 1 || appliedGain != 1, voice.isActive || mixTo > 0 { Kernels.scale(&samples, gainFrom: appliedGain, gainTo: gain) }
        appliedGain = gain
    }

    /// Phase 1, too: what is said to this leg.
    mutating func hear() {
        hearing.advance(tick, inRoom: room >= 0 && !isMoving, isHeeded: direction.hears)
    }
}

extension MediaEngine {
    /// Builds a leg with all it will ever need. Called on the control side: it allocates.
    /// - Returns: nil when the codec cannot serve the specification (see `problem(with:)`)
    public static func build(_ spec: LegSpec, identity: LegIdentity, settings: MediaSettings) -> LegBox? {
        guard let leg = Leg(spec, identity: identity, settings: settings) else { return nil }
        let place = UnsafeMutablePointer<Leg>.allocate(capacity: 1)
        place.initialize(to: leg)
        return LegBox(place)
    }

    /// Frees a leg that the engine has given back, and wipes what was said.
    public static func free(_ box: LegBox) {
        let place = box.address.assumingMemoryBound(to: Leg.self)
        place.pointee.inbound.store.erase()
        place.pointee.block.clear()
        place.deinitialize(count: 1)
        place.deallocate()
    }

    /// What is impossible about a specification, and what would be right; nil when nothing is.
    public static func problem(with spec: LegSpec, settings: MediaSettings) -> StaticString? {
        let frames = spec.packetTime.frames(sampleRate: settings.mixRate)
        if frames < settings.blockFrames || frames % settings.blockFrames != 0 { return "packet time: a multiple of the profile's tick is needed, such as 20ms" }
        if spec.packetTime > .milliseconds(120) { return "packet time: at most 120ms" }
        if AudioEncoder(ClassKey(room: 0, spec: spec, packetFrames: frames).encoderSettings(settings)) == nil {
            return "packet time: Opus takes 10, 20, 40, 60, 80, 100 and 120ms"
        }
        let bytesPerSecond = switch spec.format.kind {
        case .opus: Int(spec.bitrate.bitsPerSecond) / 8
        case .pcmu, .pcma, .g722: 8_000
        case .l16: spec.format.sampleRate * 2
        }
        if bytesPerSecond * Int(spec.packetTime.milliseconds) / 1_000 > Chosen.maxPayloadBytes { return "packet time: too long, the packet would not fit a datagram" }
        if spec.redundancy > 0, spec.redPayloadType == nil { return "redundancy: needs a RED payload type" }
        if let talkers = spec.talkers, !(1...50).contains(talkers) { return "talkers: 1 to 50" }
        if spec.port == nil, spec.learnsSource || spec.controlRemote != nil {
            return "port: to learn a source, and to send RTCP elsewhere, a port of its own is needed"
        }
        if spec.port != nil, spec.isMobile { return "mobile: on the box's media port only, where ICE is spoken" }
        if spec.isMobile, spec.srtp == nil { return "mobile: an address is believed to change only where SRTP proves it; keys are needed" }
        if spec.controlSRTP != nil, spec.srtp == nil || spec.controlRemote == nil {
            return "keys of RTCP: only beside keys of RTP, and where RTCP has a port of its own"
        }
        if spec.redundancy > 2 || spec.redundancy < 0 { return "redundancy: 0, 1 or 2" }
        if spec.payloadType > 127 || (72...76).contains(spec.payloadType) { return "payload type: 0 to 127, and not 72 to 76, which look like RTCP" }
        return nil
    }
}
