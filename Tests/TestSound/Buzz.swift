import AudioFiles
import Foundation
import MediaTypes

/// A voice that can be told from others: bursts of a tone with overtones, three in a second.
public struct Buzz: Sendable {
    /// In Hz.
    public let pitch: Double
    private static let rate = 16_000
    private static let overtones = 1...4

    public init(pitch: Double) { self.pitch = pitch }

    /// Writes it into a WAV file.
    /// - Throws: `AudioFileError`
    public func write(to path: String, seconds: Double) throws {
        let samples = (0..<Int(seconds * Double(Self.rate))).map { frame in
            let time = Double(frame) / Double(Self.rate)
            guard (time * 3).truncatingRemainder(dividingBy: 1) < 0.7 else { return Float(0) }
            return Self.overtones.reduce(Float(0)) { $0 + Float(0.06 * sin(2 * .pi * pitch * Double($1) * time)) }
        }
        try AudioClip(samples: samples, sampleRate: Self.rate).write(to: path)
    }

    /// How loud this pitch and its overtones are in a recording, after the first second.
    public func level(in path: String) throws -> Decibels {
        let clip = try AudioClip(reading: path, rate: Self.rate)
        let samples = clip.samples.dropFirst(Self.rate)
        let meanSquare = Self.overtones.reduce(0.0) { sum, overtone in
            var real = 0.0
            var imaginary = 0.0
            for (frame, sample) in samples.enumerated() {
                let angle = 2 * .pi * pitch * Double(overtone) * Double(frame) / Double(Self.rate)
                real += Double(sample) * cos(angle)
                imaginary += Double(sample) * sin(angle)
            }
            return sum + 2 * (real * real + imaginary * imaginary) / Double(samples.count * samples.count)
        }
        return Decibels(meanSquare: Float(meanSquare))
    }
}
