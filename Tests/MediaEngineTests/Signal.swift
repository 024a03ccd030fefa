import CLinux
import MediaTypes

/// Audio as a function of time.
struct Signal {
    /// - Units: seconds since the box was started; amplitude
    let value: (Double) -> Float

    static var silence: Signal { Signal { _ in 0 } }

    /// A steady tone. The box takes such for noise once it has learned it.
    static func tone(_ frequency: Double, amplitude: Float) -> Signal {
        Signal { Float(clinux_sin(2 * .pi * frequency * $0)) * amplitude }
    }

    /// A tone, 300 ms on and 200 ms off, from 200 ms of the virtual time on.
    static func pulses(_ frequency: Double, amplitude: Float = 0.1, shift: Double = 0) -> Signal {
        let tone = tone(frequency, amplitude: amplitude)
        return Signal { time in
            let place = (time - shift - 0.2 + 10).truncatingRemainder(dividingBy: 0.5)
            guard place < 0.3, time >= shift + 0.2 else { return 0 }
            return tone.value(time) * Float(min(place, 0.3 - place, 0.002) / 0.002)
        }
    }

    /// A tone within one span only.
    static func burst(_ frequency: Double, amplitude: Float = 0.1, from start: Double, to end: Double) -> Signal {
        let tone = tone(frequency, amplitude: amplitude)
        return Signal { start <= $0 && $0 < end ? tone.value($0) : 0 }
    }

    /// A gliding pitch with harmonics and syllables at 3 Hz, and a pause in every second and a half.
    static func speech(pitch: Double = 140, amplitude: Float = 0.25, from start: Double = 0, to end: Double = .infinity) -> Signal {
        Signal { time in
            guard start <= time, time < end, (time - start).truncatingRemainder(dividingBy: 1.5) < 1.1 else { return 0 }
            let turns = pitch * time + 8 * clinux_sin(2 * .pi * 0.7 * time)
            let syllable = max(0, clinux_sin(2 * .pi * 3 * time))
            var sum = 0.0
            for (harmonic, share) in [(1.0, 0.5), (2, 0.25), (5, 0.15), (11, 0.1)] { sum += share * clinux_sin(2 * .pi * harmonic * turns) }
            return Float(syllable * sum) * amplitude
        }
    }

    /// White noise; the same at the same time.
    static func noise(amplitude: Float, seed: UInt64, from start: Double = 0) -> Signal {
        Signal { time in
            guard time >= start else { return 0 }
            var random = SplitMix64(seed: seed ^ UInt64(max(time, 0) * 48_000 + 0.5))
            return (random.nextUnit() * 2 - 1) * amplitude
        }
    }

    static func + (a: Signal, b: Signal) -> Signal { Signal { a.value($0) + b.value($0) } }
}

/// Measures what was heard.
enum Measure {
    /// The amplitude of a tone in `samples`, seen through a Blackman-Harris window: tones more than four bins away are 92 dB down.
    static func amplitude(of frequency: Double, in samples: ArraySlice<Float>, rate: Double) -> Double {
        let count = samples.count
        var real = 0.0
        var imaginary = 0.0
        var weights = 0.0
        for (i, sample) in samples.enumerated() {
            let place = 2 * .pi * Double(i) / Double(count)
            let weight: Double = 0.35875 - 0.48829 * clinux_cos(place) + 0.14128 * clinux_cos(2 * place) - 0.01168 * clinux_cos(3 * place)
            let angle = 2 * .pi * frequency * Double(i) / rate
            real += weight * Double(sample) * clinux_cos(angle)
            imaginary += weight * Double(sample) * clinux_sin(angle)
            weights += weight
        }
        return 2 * (real * real + imaginary * imaginary).squareRoot() / weights
    }

    static func decibels(_ ratio: Double) -> Double { Double(Decibels(amplitude: Float(ratio)).value) }

    static func rms(_ samples: ArraySlice<Float>) -> Double {
        (samples.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(max(samples.count, 1))).squareRoot()
    }

    static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    }
}
