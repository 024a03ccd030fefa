import Codecs
import Glibc
import MediaTypes

/// Sound at 8 kHz to try a telephone line with.
enum Sounds {
    static var rate: Int { TelephoneBand.rate }

    /// Brings samples to a level. A pause counts too.
    static func leveled(_ samples: [Float], dBFS: Float) -> [Float] {
        let meanSquare = samples.reduce(Float(0)) { $0 + $1 * $1 } / Float(max(samples.count, 1))
        let gain = (Decibels(dBFS).power / max(meanSquare, 1e-12)).squareRoot()
        return samples.map { $0 * gain }
    }

    static func white(_ count: Int, seed: UInt64) -> [Float] {
        var random = SplitMix64(seed: seed)
        return (0..<count).map { _ in random.nextUnit() + random.nextUnit() + random.nextUnit() - 1.5 }
    }

    /// Falls as speech does: from 500 Hz on by 6 dB an octave, from 2 kHz on by 12; nothing below 100 Hz.
    static func speechShaped(_ count: Int, seed: UInt64) -> [Float] {
        var low: Float = 0
        var lower: Float = 0
        var slow: Float = 0
        return white(count, seed: seed).map {
            low += ($0 - low) * 0.325
            lower += (low - lower) * 0.792
            slow += (lower - slow) * 0.0756
            return lower - slow
        }
    }

    /// So many seconds of the reel at 8 kHz, each time with another pitch and speed, 0.65 to 1.55 times as fast, and another level.
    static func speech(_ reel: Reel, seconds: Int, seed: UInt64) -> [Float] {
        var random = SplitMix64(seed: seed)
        guard var band = TelephoneBand(mixRate: Reel.rate, blockFrames: 320) else { return [] }
        var narrow: [Float] = []
        while narrow.count < seconds * rate {
            let speed = 0.65 + 0.9 * Double(random.nextUnit())
            let gain = Decibels(-12 + 20 * random.nextUnit()).amplitude
            var at = Double(random.nextUnit())
            while Int(at + 320 * speed) + 2 < reel.samples.count {
                let block = (0..<320).map { index -> Float in
                    let place = at + Double(index) * speed
                    let first = Int(place)
                    let share = Float(place - Double(first))
                    return gain * (reel.samples[first] * (1 - share) + reel.samples[first + 1] * share)
                }
                narrow += Array(band.take(block.span))
                at += 320 * speed
            }
        }
        return Array(narrow[..<(seconds * rate)])
    }

    static func tone(_ frequency: Double, seconds: Double, isOn: (Double) -> Bool = { _ in true }) -> [Float] {
        (0..<Int(seconds * Double(rate))).map {
            let time = Double($0) / Double(rate)
            return isOn(time) ? Float(sin(2 * .pi * frequency * time)) : 0
        }
    }

    /// Chords one after the other, over and over; each note has partials that fade.
    /// - Parameters:
    ///   - chords: notes as MIDI counts them; an empty one is a pause
    ///   - partials: strength of each, and how fast it fades, in 1/s
    static func chords(_ chords: [[Int]], eachSeconds: Double, seconds: Double, partials: [(strength: Double, decay: Double)]) -> [Float] {
        let frames = Int(eachSeconds * Double(rate))
        var samples: [Float] = []
        var index = 0
        while Double(samples.count) < seconds * Double(rate) {
            let notes = chords[index % chords.count]
            samples += (0..<frames).map { frame -> Float in
                let time = Double(frame) / Double(rate)
                var sum = 0.0
                for note in notes {
                    let pitch = 440 * pow(2, Double(note - 69) / 12)
                    for (number, partial) in partials.enumerated() {
                        let angle = 2 * .pi * pitch * Double(number + 1) * time
                        sum += partial.strength * exp(-partial.decay * time) * sin(angle)
                    }
                }
                return Float(sum * min(time / 0.005, 1))
            }
            index += 1
        }
        return samples
    }

    /// A drum on every beat and a cymbal between, over `samples`.
    static func withBeat(_ samples: [Float], everySeconds: Double, seed: UInt64) -> [Float] {
        var random = SplitMix64(seed: seed)
        let period = Int(everySeconds * Double(rate))
        return samples.enumerated().map { index, sample in
            let place = Double(index % period) / Double(rate)
            let between = Double((index + period / 2) % period) / Double(rate)
            let drum = 4 * exp(-place / 0.03) * sin(2 * .pi * 90 * place)
            let cymbal = 2 * exp(-between / 0.03) * Double(random.nextUnit() - 0.5)
            return sample + Float(drum + cymbal)
        }
    }
}
