import MediaTypes

/// Encodes mono audio at the mix rate. Its state can be copied: a copy makes the same packets as the original from then on.
/// - Realtime: no allocation after init, `configure` included; O(frames)
public struct AudioEncoder: ~Copyable {
    public private(set) var settings: EncoderSettings
    /// Opus starts with its first packet.
    private var isStarted = false
    private let opus: UnsafeMutablePointer<OpusEncoder>?
    private let waveform: UnsafeMutablePointer<WaveformEncoder>?

    /// - Returns: nil for settings that the codec cannot have: a rate or a packet length it does not know
    public init?(_ settings: EncoderSettings) {
        guard Self.isPossible(settings), let (opus, waveform) = Self.codec(for: settings) else { return nil }
        self.settings = settings
        self.opus = opus
        self.waveform = waveform
    }

    private static func codec(for settings: EncoderSettings) -> (UnsafeMutablePointer<OpusEncoder>?, UnsafeMutablePointer<WaveformEncoder>?)? {
        #if hasFeature(Embedded)
        if settings.format.kind == .g722 { return nil }
        #endif
        if settings.format.kind == .opus {
            let box = UnsafeMutablePointer<OpusEncoder>.allocate(capacity: 1)
            box.initialize(to: OpusEncoder())
            return (box, nil)
        }
        guard let encoder = WaveformEncoder(settings.format, inputRate: settings.inputRate) else { return nil }
        let box = UnsafeMutablePointer<WaveformEncoder>.allocate(capacity: 1)
        box.initialize(to: encoder)
        return (nil, box)
    }

    deinit {
        opus?.deinitialize(count: 1)
        opus?.deallocate()
        waveform?.deinitialize(count: 1)
        waveform?.deallocate()
    }

    /// Memory of the codec's state, in bytes.
    public var memoryBytes: Int { opus != nil ? OpusEncoder.memoryBytes : waveform?.pointee.memoryBytes ?? 0 }

    /// How far one packet moves the RTP timestamp.
    public var clockTicksPerPacket: Int { settings.packetFrames * settings.format.clockRate / settings.inputRate }

    private static func isPossible(_ settings: EncoderSettings) -> Bool {
        let rate = settings.inputRate
        guard rate == 8_000 || rate == 16_000 || rate == 24_000 || rate == 48_000, settings.packetFrames > 0 else { return false }
        // In units of 2.5 ms.
        let (units, rest) = settings.packetFrames.quotientAndRemainder(dividingBy: rate / 400)
        guard settings.format.kind == .opus else { return settings.packetFrames % (rate / 1_000) == 0 && units <= 48 }
        switch units {
        case 1, 2, 4, 8, 16, 24, 32, 40, 48: return rest == 0
        default: return false
        }
    }

    /// Encodes one packet.
    /// - Shape: samples: [packetFrames] at `inputRate`
    public mutating func encode(_ samples: Span<Float>, into payload: inout MutableRawSpan) -> EncodedPacket {
        guard samples.count == settings.packetFrames else { return EncodedPacket(byteCount: 0, isSilent: false) }
        if let opus {
            if !isStarted { isStarted = opus.pointee.start(settings) }
            let byteCount = opus.pointee.encode(samples, into: &payload)
            // libopus says by a packet of at most 2 bytes that it need not be sent.
            return EncodedPacket(byteCount: byteCount, isSilent: settings.dtx && byteCount > 0 && byteCount <= 2)
        }
        return EncodedPacket(byteCount: waveform?.pointee.encode(samples, into: &payload) ?? 0, isSilent: false)
    }

    /// Takes over state and settings; false, and nothing done, when the formats or input rates differ.
    public mutating func copyState(from other: borrowing AudioEncoder) -> Bool {
        guard settings.format == other.settings.format, settings.inputRate == other.settings.inputRate else { return false }
        settings = other.settings
        isStarted = other.isStarted
        if isStarted, let opus, let source = other.opus { opus.pointee.copyState(from: source.pointee) }
        if let waveform, let source = other.waveform { waveform.pointee.copyState(from: source.pointee) }
        return true
    }

    /// Starts afresh with other settings of the same format and rate; false, and nothing done, when they are impossible.
    public mutating func configure(_ other: EncoderSettings) -> Bool {
        guard Self.isPossible(other), other.format == settings.format, other.inputRate == settings.inputRate else { return false }
        settings = other
        isStarted = false
        waveform?.pointee.reset()
        return true
    }

    /// 0 to 10; from the next packet on.
    public mutating func set(complexity: Int) {
        settings.complexity = complexity
        adjust()
    }

    /// From the next packet on.
    public mutating func set(bitrate: Bitrate) {
        settings.bitrate = bitrate
        adjust()
    }

    /// From the next packet on.
    public mutating func set(inbandFEC: Bool, expectedLossPercent: Int) {
        settings.inbandFEC = inbandFEC
        settings.expectedLossPercent = expectedLossPercent
        adjust()
    }

    private func adjust() { if isStarted { opus?.pointee.adjust(settings) } }

    /// Forgets the audio, keeps the settings.
    public mutating func reset() {
        if isStarted { opus?.pointee.reset() }
        waveform?.pointee.reset()
    }
}
