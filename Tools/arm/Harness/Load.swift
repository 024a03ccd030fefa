import CHarness
import COpus
import Codecs
import KernelCases
import MediaTypes
import MixKernels
import SRTP

/// Something whose instructions are counted. Run `count` times and then 2 x `count` times, the difference is `count` runs without the start
/// of the program and without what is prepared beforehand.
enum Load {
    case kernel(KernelCase, simd: Bool)
    case resample(from: Int, to: Int)
    case limiter
    case encode(TestSound, complexity: Int)
    case decode(TestSound)
    case decodePCMU
    case encodePCMU
    /// A packet of 60 bytes.
    case protect(SRTPProfile)
    case unprotect(SRTPProfile)
    /// A tick of the whole engine: N legs, three of them talkers; the others send noise, or nothing by DTX.
    case engine(legs: Int, dtx: Bool)
    /// What libopus alone does in such a tick: every packet decoded, three talkers and the others' class encoded.
    case floor(legs: Int, dtx: Bool)

    static var all: [Load] {
        var loads: [Load] = []
        for kernel in KernelCase.allCases {
            loads.append(.kernel(kernel, simd: true))
            loads.append(.kernel(kernel, simd: false))
        }
        loads += [.limiter, .resample(from: 8_000, to: 16_000), .resample(from: 16_000, to: 8_000), .resample(from: 48_000, to: 16_000),
                  .resample(from: 16_000, to: 48_000)]
        loads += [.decode(.speech), .decode(.noise), .decodePCMU, .encodePCMU, .encode(.noise, complexity: 4)]
        // Where the cost has a step: what profiles choose from.
        loads += [0, 2, 4, 6, 9].map { .encode(.speech, complexity: $0) }
        for profile in [SRTPProfile.aesCM128SHA1_80, .aeadAES128GCM] { loads += [.protect(profile), .unprotect(profile)] }
        for dtx in [false, true] {
            for legs in [10, 50, 100, 200] { loads += [.floor(legs: legs, dtx: dtx), .engine(legs: legs, dtx: dtx)] }
        }
        return loads
    }

    /// The group decides how the figure is shown: a call, or a tick of the engine beside that of libopus alone.
    private var group: String {
        switch self {
        case .floor(_, let dtx): dtx ? "floor dtx" : "floor noise"
        case .engine(_, let dtx): dtx ? "engine dtx" : "engine noise"
        default: "call"
        }
    }

    private var name: String {
        switch self {
        case .kernel(let kernel, let simd): simd ? "\(kernel.name) simd" : "\(kernel.name) scalar"
        case .resample(let from, let to): "resample \(from) to \(to)"
        case .limiter: "limiter"
        case .encode(let sound, let complexity): "Opus encode \(sound.name), \(complexity)"
        case .decode(let sound): "Opus decode \(sound.name)"
        case .decodePCMU: "PCMU decode"
        case .encodePCMU: "PCMU encode"
        case .protect(let profile): profile == .aeadAES128GCM ? "protect, GCM" : "protect, AES-CM and SHA-1"
        case .unprotect(let profile): profile == .aeadAES128GCM ? "unprotect, GCM" : "unprotect, AES-CM and SHA-1"
        case .floor(let legs, _), .engine(let legs, _): "\(legs)"
        }
    }

    /// Enough for a mean, and few enough for an emulator.
    private var repetitions: Int {
        switch self {
        case .kernel, .limiter, .resample, .decodePCMU, .encodePCMU, .protect, .unprotect: 200
        case .encode, .decode: 100
        // Whole seconds: then each leg has reported, and each loop of packets has come round.
        case .floor, .engine: 50
        }
    }

    /// One line each: index, group, name, repetitions.
    static func printAll() {
        for (index, load) in all.enumerated() { charness_print_line("\(index)|\(load.group)|\(load.name)|\(load.repetitions)") }
    }

    /// - Returns: whether it could be prepared
    func run(_ count: Int) -> Bool {
        switch self {
        case .kernel(let kernel, let simd):
            let workspace = KernelWorkspace(input: .fullScale, seed: 1, frames: 320, misalignment: 0)
            for _ in 0..<count { kernel.run(simd: simd, workspace, frames: 320) }
            return true
        case .resample(let from, let to): return runResample(from, to, count)
        case .limiter: return runLimiter(count)
        case .encode(let sound, let complexity):
            var settings = EncoderSettings.evidence
            settings.complexity = complexity
            return runEncode(settings, sound, count)
        case .decode(let sound): return runDecode(.evidence, sound, count)
        case .decodePCMU: return runDecode(.pcmu, .speech, count)
        case .encodePCMU: return runEncode(.pcmu, .speech, count)
        case .protect(let profile): return ProtectedPackets(profile, count: count, isControl: false) != nil
        case .unprotect(let profile): return runUnprotect(profile, count)
        case .engine(let legs, let dtx): return runEngine(legs, dtx: dtx, count)
        case .floor(let legs, let dtx): return runFloor(legs, dtx: dtx, count)
        }
    }

    private func runLimiter(_ count: Int) -> Bool {
        var limiter = Limiter(sampleRate: 16_000)
        let sound = TestSound.speech.samples(50 * 320, rate: 16_000).map { $0 * 4 }
        var samples = [Float](repeating: 0, count: 320)
        for round in 0..<count {
            var span = samples.mutableSpan
            let first = round % 50 * 320
            Kernels.copy(sound[first..<(first + 320)].span, into: &span)
            limiter.process(&span)
        }
        return true
    }

    private func runResample(_ from: Int, _ to: Int, _ count: Int) -> Bool {
        guard var resampler = PolyphaseResampler(inputRate: from, outputRate: to, maxInputFrames: from / 50) else { return false }
        let input = TestSound.speech.samples(from / 50, rate: from)
        var output = [Float](repeating: 0, count: to / 50 + 8)
        for _ in 0..<count {
            var span = output.mutableSpan
            _ = resampler.process(input.span, into: &span)
        }
        return true
    }

    private func runEncode(_ settings: EncoderSettings, _ sound: TestSound, _ count: Int) -> Bool {
        guard var encoder = AudioEncoder(settings) else { return false }
        let input = sound.samples(LegPackets.count * settings.packetFrames, rate: settings.inputRate)
        var bytes = [UInt8](repeating: 0, count: 1_500)
        for round in 0..<count { _ = encoder.encode(input, round % LegPackets.count, into: &bytes) }
        return true
    }

    /// As many packets are prepared for a short run as for a long one, so that the difference does not hold their protection.
    private func runUnprotect(_ profile: SRTPProfile, _ count: Int) -> Bool {
        guard let packets = ProtectedPackets(profile, count: max(2 * repetitions, count), isControl: false),
              let receiver = packets.receiver() else { return false }
        for index in 0..<count where receiver.unprotect(packets[index], byteCount: packets[index].count) == 0 { return false }
        return true
    }

    private func runDecode(_ settings: EncoderSettings, _ sound: TestSound, _ count: Int) -> Bool {
        guard let packets = LegPackets(settings, sound, seed: 1),
              var decoder = AudioDecoder(settings.format, outputRate: 16_000) else { return false }
        var output = [Float](repeating: 0, count: 320)
        for round in 0..<count {
            var span = output.mutableSpan
            _ = decoder.decode(packets[round].span.bytes, into: &span)
        }
        return true
    }

    /// - Returns: false as well when the room was not what it should be: all are sent something, and three are heard
    private func runEngine(_ legs: Int, dtx: Bool, _ count: Int) -> Bool {
        guard let conference = ConferencePackets(legs: legs, dtx: dtx), var engine = EngineTick(conference) else { return false }
        for _ in 0..<EngineTick.warmUpTicks + count { engine.run() }
        return engine.talkers == ConferencePackets.talkers && engine.mostSent >= legs
    }

    /// libopus itself decodes, without our `AudioDecoder` around it. The encoders get what the engine's get: the decoded voices, for each
    /// talker without its own.
    private func runFloor(_ legs: Int, dtx: Bool, _ count: Int) -> Bool {
        guard let conference = ConferencePackets(legs: legs, dtx: dtx) else { return false }
        var decoders: [OpaquePointer] = []
        for _ in 0..<legs {
            guard let decoder = opus_decoder_create(16_000, 1, nil) else { return false }
            decoders.append(decoder)
        }
        let encoders = UnsafeMutablePointer<AudioEncoder>.allocate(capacity: ConferencePackets.talkers + 1)
        for index in 0...ConferencePackets.talkers {
            guard let encoder = AudioEncoder(.evidence) else { return false }
            (encoders + index).initialize(to: encoder)
        }
        let mixes = conference.mixes()
        var output = [Float](repeating: 0, count: 320)
        var bytes = [UInt8](repeating: 0, count: 1_500)
        for tick in 0..<count {
            for leg in 0..<legs {
                let packet = conference.packet(leg: leg, tick: tick)
                guard !packet.isEmpty else { continue }
                guard opus_decode_float(decoders[leg], packet, Int32(packet.count), &output, 320, 0) == 320 else { return false }
            }
            for index in 0...ConferencePackets.talkers { _ = encoders[index].encode(mixes[index], tick % LegPackets.count, into: &bytes) }
        }
        return true
    }
}
