import CHarness
import COpus
import Codecs
import KernelCases
import MediaTypes
import MixKernels

/// Something whose instructions are counted. Run `count` times and then 2 x `count` times, the difference is `count` runs without the start
/// of the program and without what is prepared beforehand.
enum Load {
    case kernel(KernelCase, simd: Bool)
    case resample(from: Int, to: Int)
    case limiter
    case encode(TestSound)
    case decode(TestSound)
    case decodePCMU
    case encodePCMU
    /// What libopus alone does in a tick: all legs decoded, three talkers and the others' class encoded.
    case floor(legs: Int)

    static var all: [Load] {
        var loads: [Load] = []
        for kernel in KernelCase.allCases {
            loads.append(.kernel(kernel, simd: true))
            loads.append(.kernel(kernel, simd: false))
        }
        loads += [.limiter, .resample(from: 8_000, to: 16_000), .resample(from: 16_000, to: 8_000), .resample(from: 48_000, to: 16_000),
                  .resample(from: 16_000, to: 48_000)]
        loads += [.decode(.speech), .decode(.noise), .encode(.speech), .encode(.noise), .decodePCMU, .encodePCMU]
        loads += [.floor(legs: 10), .floor(legs: 50), .floor(legs: 100)]
        return loads
    }

    /// The group decides how the figure is shown: a call, or a tick that fills a part of 20 ms.
    private var group: String {
        if case .floor = self { return "tick" }
        return "call"
    }

    private var name: String {
        switch self {
        case .kernel(let kernel, let simd): simd ? "\(kernel.name) simd" : "\(kernel.name) scalar"
        case .resample(let from, let to): "resample \(from) to \(to)"
        case .limiter: "limiter"
        case .encode(let sound): "Opus encode \(sound.name)"
        case .decode(let sound): "Opus decode \(sound.name)"
        case .decodePCMU: "PCMU decode"
        case .encodePCMU: "PCMU encode"
        case .floor(let legs): "libopus alone, \(legs) legs"
        }
    }

    /// Enough for a mean, and few enough for an emulator.
    private var repetitions: Int {
        switch self {
        case .kernel, .limiter, .resample, .decodePCMU, .encodePCMU: 200
        case .encode, .decode: 100
        case .floor: 25
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
        case .encode(let sound): return runEncode(.evidence, sound, count)
        case .decode(let sound): return runDecode(.evidence, sound, count)
        case .decodePCMU: return runDecode(.pcmu, .speech, count)
        case .encodePCMU: return runEncode(.pcmu, .speech, count)
        case .floor(let legs): return runFloor(legs, count)
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

    /// libopus itself decodes, without our `AudioDecoder` around it.
    private func runFloor(_ legs: Int, _ count: Int) -> Bool {
        guard let conference = ConferencePackets(legs: legs) else { return false }
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
        let mix = TestSound.speech.samples(LegPackets.count * 320, rate: 16_000)
        var output = [Float](repeating: 0, count: 320)
        var bytes = [UInt8](repeating: 0, count: 1_500)
        for tick in 0..<count {
            for leg in 0..<legs {
                let packet = conference.packet(leg: leg, tick: tick)
                guard opus_decode_float(decoders[leg], packet, Int32(packet.count), &output, 320, 0) == 320 else { return false }
            }
            for index in 0...ConferencePackets.talkers { _ = encoders[index].encode(mix, tick % LegPackets.count, into: &bytes) }
        }
        return true
    }
}
