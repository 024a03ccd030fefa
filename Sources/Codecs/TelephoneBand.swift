import MediaTypes
import MixKernels

/// Blocks at the mix rate as a telephone would carry them, at 8 kHz: for what listens to a line.
/// - Realtime: no allocation after init
public struct TelephoneBand: ~Copyable {
    /// In Hz.
    public static var rate: Int { 8_000 }
    private var resampler: PolyphaseResampler
    private let narrow: AudioBuffer

    /// - Parameter blockFrames: the most that comes at once
    /// - Returns: nil for a rate that is none of 8000, 16000, 24000, 48000
    public init?(mixRate: Int, blockFrames: Int) {
        guard let resampler = PolyphaseResampler(inputRate: mixRate, outputRate: Self.rate, maxInputFrames: blockFrames) else { return nil }
        self.resampler = resampler
        narrow = AudioBuffer(count: blockFrames * Self.rate / mixRate + 8)
    }

    /// - Returns: the block at 8 kHz, good until the next one
    public mutating func take(_ block: Span<Float>) -> UnsafeBufferPointer<Float> {
        var output = narrow.mutableSamples(narrow.count).mutableSpan
        let count = resampler.process(block, into: &output)
        return narrow.samples(count)
    }
}
