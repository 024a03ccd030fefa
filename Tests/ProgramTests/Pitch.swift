import Foundation
import MediaTypes
import Visitors

/// A voice that can be told from others by its pitch: bursts, three in a second, as speech has syllables.
struct Pitch {
    let hertz: Double
    init(_ hertz: Double) { self.hertz = hertz }

    func samples(seconds: Double) -> [Float] {
        (0..<Int(seconds * Double(Telephone.rate))).map { frame in
            let time = Double(frame) / Double(Telephone.rate)
            let place = (time * 3).truncatingRemainder(dividingBy: 1)
            // Hard edges would have something of every pitch.
            let envelope = min(max(min(place, 0.7 - place) / 0.15, 0), 1)
            let loudness = 0.08 * (1 - cos(.pi * envelope)) / 2
            return (1...4).reduce(Float(0)) { $0 + Float(loudness * sin(2 * .pi * hertz * Double($1) * time)) }
        }
    }

    func level(in samples: ArraySlice<Float>) -> Decibels {
        let meanSquare = (1...4).reduce(0.0) { sum, overtone in
            // Goertzel: one multiplication a sample.
            let factor = 2 * cos(2 * .pi * hertz * Double(overtone) / Double(Telephone.rate))
            var (last, before) = (0.0, 0.0)
            for sample in samples { (last, before) = (Double(sample) + factor * last - before, last) }
            return sum + 2 * (last * last + before * before - factor * last * before) / Double(samples.count * samples.count)
        }
        return Decibels(meanSquare: Float(meanSquare))
    }
}
