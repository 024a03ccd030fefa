import CLinux
import Codecs
import MediaTypes
import MixKernels
import RTP

/// What one encoder needs to hear in a tick.
struct MixSource {
    let total: UnsafeBufferPointer<Float>
    /// Nothing is to be heard in this tick.
    var isSilent: Bool
    /// The own contribution that is taken out of the total, with the ramp it was added with.
    let own: UnsafeBufferPointer<Float>?
    let gainFrom: Float
    let gainTo: Float
    /// The share of all this, for a leg that hears its room softer, louder or not at all.
    var roomFrom: Float = 1
    var roomTo: Float = 1
    /// What is said to one leg alone.
    var speech: UnsafeBufferPointer<Float>?
    var speechFrom: Float = 0
    var speechTo: Float = 0
}

/// What a stream has for its listeners after a tick.
struct DuePayload {
    /// Empty: nothing to send.
    let bytes: UnsafeRawBufferPointer
    let isAtPacketBorder: Bool
}

/// One encoded stream: mix, limiter, encoder, and the payload of the packet that is due. It serves a whole class, or one leg that is heard.
/// - Realtime: no allocation after init
struct OutputStream: ~Copyable {
    /// Earlier payloads that RED may repeat.
    private static var historyCount: Int { 2 }

    private var encoder: AudioEncoder
    private var limiter: Limiter
    private let mix: AudioBuffer
    /// Blocks of a packet that lasts longer than a tick.
    private var pending: SampleQueue
    private let payloadMemory: UnsafeMutableRawPointer
    private let history: UnsafeMutableRawPointer
    private var historyBytes: InlineArray<2, Int> = .init(repeating: 0)
    private let sampleRate: Int

    /// Bytes of the payload that is due after this tick; 0: nothing to send.
    private(set) var payloadBytes = 0
    /// Of the last whole packet.
    private(set) var packetMeanSquare: Float = 0
    private var energy: Float = 0
    private var silentBlocks = 0
    /// The encoder has said that nothing needs to be sent, and since then nothing was to be heard.
    private var isResting = false
    private var rested = MediaTime.zero

    /// - Returns: nil when the codec cannot have these settings
    init?(_ settings: EncoderSettings, blockFrames: Int) {
        guard let encoder = AudioEncoder(settings) else { return nil }
        self.encoder = encoder
        sampleRate = settings.inputRate
        limiter = Limiter(sampleRate: settings.inputRate)
        mix = AudioBuffer(count: blockFrames)
        pending = SampleQueue(capacity: settings.packetFrames)
        payloadMemory = .allocate(byteCount: Chosen.maxPayloadBytes, alignment: 16)
        history = .allocate(byteCount: Self.historyCount * Chosen.maxPayloadBytes, alignment: 16)
    }

    deinit {
        payloadMemory.deallocate()
        history.deallocate()
    }

    var due: DuePayload {
        DuePayload(bytes: UnsafeRawBufferPointer(start: payloadMemory, count: payloadBytes), isAtPacketBorder: isAtPacketBorder)
    }
    var isAtPacketBorder: Bool { pending.count == 0 }
    var settings: EncoderSettings { encoder.settings }
    /// Packets of one tick need no queue.
    private var takesSeveralBlocks: Bool { encoder.settings.packetFrames > mix.count }

    /// Mixes one block, and encodes when a packet is full.
    mutating func produce(_ source: MixSource, redundancy: Int, payloadType: UInt8) {
        payloadBytes = 0
        fillMix(source)
        if takesSeveralBlocks {
            _ = pending.append(mix.samples(mix.count))
            guard pending.count == encoder.settings.packetFrames else { return }
        }
        packetMeanSquare = energy * Float(mix.count) / Float(encoder.settings.packetFrames)
        energy = 0
        let isSilent = silentBlocks > encoder.settings.packetFrames / mix.count
        encodePacket(isSilent: isSilent, redundancy: redundancy, payloadType: payloadType)
        pending.clear()
    }

    private mutating func fillMix(_ source: MixSource) {
        silentBlocks = source.isSilent ? silentBlocks + 1 : 0
        // The limiter still holds a millisecond of the block before.
        if silentBlocks > 1 {
            mix.clear()
            return
        }
        var output = mix.mutableSamples(mix.count).mutableSpan
        if let own = source.own {
            Kernels.subtract(own.span, from: source.total.span, into: &output, gainFrom: source.gainFrom, gainTo: source.gainTo)
        } else {
            Kernels.copy(source.total.span, into: &output)
        }
        if source.roomFrom != 1 || source.roomTo != 1 { Kernels.scale(&output, gainFrom: source.roomFrom, gainTo: source.roomTo) }
        if let speech = source.speech { Kernels.add(speech.span, into: &output, gainFrom: source.speechFrom, gainTo: source.speechTo) }
        limiter.process(&output)
        energy += Kernels.level(output.span).meanSquare
    }

    private mutating func encodePacket(isSilent: Bool, redundancy: Int, payloadType: UInt8) {
        let samples = takesSeveralBlocks ? pending.samples : mix.samples(mix.count)
        let packetTime = MediaTime.frames(encoder.settings.packetFrames, sampleRate: sampleRate)
        if isResting, isSilent, rested + packetTime < Chosen.silenceRefresh {
            rested += packetTime
            remember(byteCount: 0, at: payloadMemory)
            return
        }
        let start = redundancy > 0 ? writeCopies(redundancy, payloadType) : 0
        var space = UnsafeMutableRawBufferPointer(start: payloadMemory + start, count: Chosen.maxPayloadBytes - start).mutableBytes
        let packet = encoder.encode(samples.span, into: &space)
        // The first packet of a rest tells the decoder that nothing is missing; then one refresh now and then.
        let isSent = packet.byteCount > 0 && (!packet.isSilent || !isResting || isSilent)
        isResting = packet.isSilent
        rested = .zero
        payloadBytes = isSent ? start + packet.byteCount : 0
        remember(byteCount: packet.isSilent ? 0 : packet.byteCount, at: payloadMemory + start)
    }

    /// Writes RED headers and the copies of earlier payloads.
    /// - Returns: where the new payload begins
    private func writeCopies(_ redundancy: Int, _ payloadType: UInt8) -> Int {
        var space = UnsafeMutableRawBufferPointer(start: payloadMemory, count: Chosen.maxPayloadBytes).mutableBytes
        let ticks = encoder.clockTicksPerPacket
        var usable = 0
        var total = 0
        for age in 1...min(redundancy, Self.historyCount) {
            let byteCount = historyBytes[age - 1]
            guard byteCount > 0, byteCount < 1_024, age * ticks <= Specified.maxREDOffset, total + byteCount < Chosen.maxPayloadBytes / 2 else { break }
            usable = age
            total += byteCount
        }
        var header = 0
        var at = REDWriter.headerByteCount(redundant: usable)
        var age = usable
        while age > 0 {
            let byteCount = historyBytes[age - 1]
            _ = REDWriter.writeRedundantHeader(payloadType: payloadType, timestampOffset: age * ticks, byteCount: byteCount, at: header, into: &space)
            clinux_copy(payloadMemory + at, history + (age - 1) * Chosen.maxPayloadBytes, byteCount)
            header += 4
            at += byteCount
            age -= 1
        }
        _ = REDWriter.writePrimaryHeader(payloadType: payloadType, at: header, into: &space)
        return at
    }

    private mutating func remember(byteCount: Int, at place: UnsafeMutableRawPointer) {
        clinux_copy(history + Chosen.maxPayloadBytes, history, historyBytes[0])
        historyBytes[1] = historyBytes[0]
        clinux_copy(history, place, byteCount)
        historyBytes[0] = byteCount
    }

    /// Goes on exactly as `other` would: fork and rejoin. Both were made with the same format, rates and packet time.
    mutating func copy(from other: borrowing OutputStream) {
        _ = encoder.copyState(from: other.encoder)
        limiter.copy(from: other.limiter)
        pending.copy(from: other.pending)
        clinux_copy(history, other.history, Chosen.maxPayloadBytes + other.historyBytes[1])
        historyBytes[0] = other.historyBytes[0]
        historyBytes[1] = other.historyBytes[1]
        packetMeanSquare = other.packetMeanSquare
        energy = other.energy
        silentBlocks = other.silentBlocks
        isResting = other.isResting
        rested = other.rested
    }

    /// Begins anew with other settings of the same format and packet time.
    /// - Shape: elapsedBlocks: how many blocks of a packet are over. All streams of one packet time keep step, so that legs can change over.
    mutating func begin(_ settings: EncoderSettings, elapsedBlocks: Int) {
        _ = encoder.configure(settings)
        limiter.reset()
        pending.clear()
        historyBytes[0] = 0
        historyBytes[1] = 0
        payloadBytes = 0
        energy = 0
        silentBlocks = 0
        isResting = false
        guard takesSeveralBlocks else { return }
        let lead = pending.reserve(elapsedBlocks * mix.count)
        lead.update(repeating: 0)
        pending.commit(lead.count)
    }

    /// Changes what may change while running; nothing when nothing differs.
    mutating func adjust(complexity: Int) {
        if encoder.settings.complexity != complexity { encoder.set(complexity: complexity) }
    }

    mutating func adjust(to settings: EncoderSettings) {
        if encoder.settings.bitrate != settings.bitrate { encoder.set(bitrate: settings.bitrate) }
        if encoder.settings.inbandFEC != settings.inbandFEC || encoder.settings.expectedLossPercent != settings.expectedLossPercent {
            encoder.set(inbandFEC: settings.inbandFEC, expectedLossPercent: settings.expectedLossPercent)
        }
    }
}
