import Codecs
import MediaTypes

/// Seeded audio that codecs take for speech: a gliding pitch with harmonics and syllables at 4 Hz.
func speechLike(_ frameCount: Int, rate: Int) -> [Float] {
    var phase = 0.0
    return (0..<frameCount).map { i in
        let time = Double(i) / Double(rate)
        phase += (140 + 40 * sine(0.7 * time)) / Double(rate)
        let syllable = max(0, sine(4 * time))
        let low: Double = 0.3 * sine(phase) + 0.15 * sine(2 * phase)
        let high: Double = 0.1 * sine(5 * phase) + 0.05 * sine(11 * phase)
        return Float(syllable * (low + high))
    }
}

/// Of `turns` full circles.
func sine(_ turns: Double) -> Double {
    // Bhaskara's approximation is smooth enough and needs no library.
    let x = (turns - turns.rounded(.down)) * 2
    let half = x < 1 ? x : x - 1
    let value = 16 * half * (1 - half) / (5 - 4 * half * (1 - half))
    return x < 1 ? value : -value
}

func energy(_ samples: some Sequence<Float>) -> Double { samples.reduce(0) { $0 + Double($1) * Double($1) } }

/// Signal to noise of `output` against `input`, in dB, at the delay up to `longest` frames at which the first
/// 100 ms fit best: of a tone, only the onset tells one period from the next.
func bestRatio(_ input: [Float], _ output: [Float], rate: Int, longest: Int) -> Double {
    func noise(_ range: Range<Int>, _ delay: Int) -> Double {
        var sum = 0.0
        for i in range {
            let difference = Double(input[i] - output[i + delay])
            sum += difference * difference
        }
        return sum
    }
    let noises = (0...longest).map { noise(0..<rate / 10, $0) }
    guard let least = noises.min(), let delay = noises.firstIndex(of: least) else { return 0 }
    let whole = 0..<min(input.count, output.count - delay)
    return 10 * log10Approximate(energy(input[whole]) / max(noise(whole, delay), 1e-12))
}

private func log10Approximate(_ value: Double) -> Double { Double(Decibels(meanSquare: Float(value)).value) / 10 }

extension AudioEncoder {
    /// All whole packets of `samples`; nil for those that DTX leaves out.
    mutating func packets(_ samples: [Float]) -> [[UInt8]?] {
        stride(from: 0, through: samples.count - settings.packetFrames, by: settings.packetFrames).map { first in
            var bytes = [UInt8](repeating: 0, count: 16_384)
            var span = bytes.mutableSpan
            var space = span.mutableBytes
            let packet = encode(samples[first..<(first + settings.packetFrames)].span, into: &space)
            return packet.isSilent ? nil : Array(bytes[..<packet.byteCount])
        }
    }
}

extension AudioDecoder {
    mutating func samples(_ packet: [UInt8]) -> [Float] {
        guard let count = frameCount(of: packet.span.bytes) else { return [] }
        var output = [Float](repeating: 0, count: count)
        var span = output.mutableSpan
        let written = decode(packet.span.bytes, into: &span)
        return Array(output[..<written])
    }
}

struct NotBuilt: Error {}

/// What `#require` does, for types that cannot be copied.
func built<Value: ~Copyable>(_ value: consuming Value?) throws -> Value {
    guard let value else { throw NotBuilt() }
    return value
}
