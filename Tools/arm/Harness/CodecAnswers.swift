import Codecs
import MediaTypes

/// The codecs: those that code sample by sample to the bit, Opus as near as libopus is to itself on another processor.
enum CodecAnswers {
    private static let rate = 16_000
    private static let blockFrames = 320
    private static let packets = 100

    static func give(to answers: inout AnswerStream) {
        giveDecibels(to: &answers)
        giveLaws(to: &answers)
        give("PCMU", .pcmu, to: &answers)
        give("PCMA", .pcma, to: &answers)
        if let l16 = CodecFormat.l16(24_000) { give("L16 24000", l16, to: &answers) }
        for sound in [TestSound.speech, .noise] {
            for fec in [false, true] { giveOpus(sound, fec: fec, to: &answers) }
        }
    }

    /// The only place where the column asks the mathematics library, which may round its last bit as it likes.
    private static func giveDecibels(to answers: inout AnswerStream) {
        answers.begin("codec", "decibels", tolerance: 1e-6)
        for value in -120...20 {
            let gain = Decibels(Float(value)).amplitude
            answers.give(gain)
            answers.give(Decibels(meanSquare: gain * gain).value)
        }
        answers.end()
    }

    private static func giveLaws(to answers: inout AnswerStream) {
        answers.begin("codec", "G.711 tables")
        for sample in Int16.min...Int16.max {
            answers.give(Int(G711.muEncode(sample)))
            answers.give(Int(G711.aEncode(sample)))
        }
        for code in UInt8.min...UInt8.max {
            answers.give(Int(G711.muDecode(code)))
            answers.give(Int(G711.aDecode(code)))
        }
        answers.end()
    }

    /// Encode, decode and, each seventh packet, conceal.
    private static func give(_ name: String, _ format: CodecFormat, to answers: inout AnswerStream) {
        answers.begin("codec", name)
        guard var encoder = AudioEncoder(EncoderSettings(format: format, inputRate: rate, packetFrames: blockFrames)),
              var decoder = AudioDecoder(format, outputRate: rate) else {
            answers.require(false, otherwise: "cannot be made")
            return answers.end()
        }
        let sound = TestSound.speech.samples(packets * blockFrames, rate: rate)
        var output = [Float](repeating: 0, count: 2 * blockFrames)
        for packet in 0..<packets {
            let bytes = encoder.packet(sound, packet)
            for byte in bytes { answers.give(Int(byte)) }
            var span = output.mutableSpan
            let written = packet % 7 == 6 ? decoder.conceal(frameCount: blockFrames, into: &span)
                : decoder.decode(bytes.span.bytes, into: &span)
            answers.give(written)
            answers.give(all: output, written)
        }
        answers.end()
    }

    /// libopus has NEON code of its own on ARM and SSE code on x86-64, and C compilers fuse multiplications with additions on ARM alone. So
    /// the encoder may choose otherwise here and there, and is measured by what it is for: how far the decoded packets are from the input
    /// (error to signal, of 1), and how many bytes it takes for that (5%).
    /// - Returns: the packets of the ARM encoder, on both machines
    private static func giveOpusEncoder(_ name: String, _ settings: EncoderSettings, _ sound: TestSound,
                                        to answers: inout AnswerStream) -> [[UInt8]] {
        answers.begin("codec", "\(name) encode", tolerance: 0.05)
        defer { answers.end() }
        guard var encoder = AudioEncoder(settings), var decoder = AudioDecoder(.opus, outputRate: rate) else {
            answers.require(false, otherwise: "cannot be made")
            return []
        }
        let input = sound.samples(packets * blockFrames, rate: rate)
        var shared: [[UInt8]] = []
        var heard: [Float] = []
        var byteCount = 0
        var equal = 0
        for index in 0..<packets {
            let mine = encoder.packet(input, index)
            let packet = answers.shared(mine)
            shared.append(packet)
            heard += decoder.samples(mine)
            byteCount += mine.count
            equal += mine == packet ? 1 : 0
        }
        answers.give(errorToSignal(input, heard, delay: rate * 13 / 2_000))
        answers.give(Float(byteCount) / Float(packets))
        answers.note = "\(equal) of \(packets) packets are equal"
        return shared
    }

    /// The decoder, fed with the ARM encoder's packets on both machines; each seventh is lost, and concealed or told by the one after it.
    /// At this rate Opus is SILK, which decodes in integers: the same to the bit.
    private static func giveOpusDecoder(_ name: String, _ packets: [[UInt8]], fec: Bool, to answers: inout AnswerStream) {
        answers.begin("codec", "\(name) decode")
        defer { answers.end() }
        guard var decoder = AudioDecoder(.opus, outputRate: rate) else { return answers.require(false, otherwise: "cannot be made") }
        var recovered = 0
        var output = [Float](repeating: 0, count: 2 * blockFrames)
        for (index, packet) in packets.enumerated() {
            let next = index + 1 < packets.count ? packets[index + 1] : []
            var span = output.mutableSpan
            let written: Int
            if index % 7 != 6 {
                written = decoder.decode(packet.span.bytes, into: &span)
            } else if fec, decoder.carriesRecovery(next.span.bytes) {
                written = decoder.recover(from: next.span.bytes, frameCount: blockFrames, into: &span)
                recovered += 1
            } else {
                written = decoder.conceal(frameCount: blockFrames, into: &span)
            }
            answers.give(written)
            answers.give(all: output, written)
        }
        answers.give(recovered)
        answers.require(recovered > 0 || !fec, otherwise: "nothing was recovered")
    }

    private static func giveOpus(_ sound: TestSound, fec: Bool, to answers: inout AnswerStream) {
        let name = fec ? "Opus \(sound.name) FEC" : "Opus \(sound.name)"
        var settings = EncoderSettings.evidence
        settings.inbandFEC = fec
        settings.expectedLossPercent = fec ? 20 : 0
        let packets = giveOpusEncoder(name, settings, sound, to: &answers)
        giveOpusDecoder(name, packets, fec: fec, to: &answers)
    }
}

/// How far `heard` is from `input`, as a ratio of energies.
/// - Shape: both of one length; delay in frames. The Opus encoder looks 6.5 ms ahead
func errorToSignal(_ input: [Float], _ heard: [Float], delay: Int) -> Float {
    guard heard.count == input.count else { return .infinity }
    var error = 0.0
    var signal = 0.0
    for i in 0..<(input.count - delay) {
        let sample = Double(input[i])
        let difference = sample - Double(heard[i + delay])
        signal += sample * sample
        error += difference * difference
    }
    return Float(error / signal)
}

extension AudioDecoder {
    mutating func samples(_ packet: [UInt8]) -> [Float] {
        var output = [Float](repeating: 0, count: 1_024)
        var span = output.mutableSpan
        let written = decode(packet.span.bytes, into: &span)
        return Array(output[..<written])
    }
}

extension EncoderSettings {
    /// What all figures for boards are for: 16 kHz, 20 ms, 24 kbit/s, complexity 4.
    static var evidence: EncoderSettings {
        EncoderSettings(format: .opus, inputRate: 16_000, packetFrames: 320, bitrate: .kilobits(24), complexity: 4)
    }
}

extension AudioEncoder {
    /// Packet number `index` of `samples`; empty on failure, and where nothing is to be sent.
    mutating func packet(_ samples: [Float], _ index: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 1_500)
        var span = bytes.mutableSpan
        var space = span.mutableBytes
        let first = index * settings.packetFrames
        let packet = encode(samples[first..<(first + settings.packetFrames)].span, into: &space)
        return packet.isSilent ? [] : Array(bytes[..<packet.byteCount])
    }
}
