import CLinux
import MediaTypes

/// Tells hold music and tones on a line from somebody who speaks.
///
/// A voice glides: within 80 ms each of its partials has moved by more than three hertz, but in few places. Notes stand still. So twelve
/// times a second the peaks of the spectrum are compared with those before: where a third of the power stands still, it was music for that
/// long, and where it does not, it was not. In music and tones 75 to 100% of the time with sound stands still, in speech and babble 10%,
/// in noise nothing. Silence says nothing either way.
/// - Realtime: no allocation after init; a transform of 512 samples every 80 ms
public struct MusicGuard: ~Copyable {
    /// Half of a telephone's: notes and the lower partials of voices are below 2 kHz.
    private static var rate: Int { 4_000 }
    private static var stepFrames: Int { 320 }
    /// 230 to 1,950 Hz.
    private static var bins: Range<Int> { 29..<249 }
    /// A peak has a hundredth of all power, and does not stand still if it moves by more than 2.7 Hz.
    private static var leastPeak: Float { 0.01 }
    private static var steadyBins: Float { 0.35 }
    private static var mostPeaks: Int { 24 }
    private static var steadyShare: Float { 0.3 }
    /// Below -48 dBFS there is nothing.
    private static var leastMeanSquare: Float { 1.6e-5 }
    /// Steps of 80 ms: it closes after 1.5 s that speak for music, more or less, and opens again after as much that speaks against it.
    /// An hour of speech has come to 7.5 at most.
    private static var closing: Float { 18 }
    private static var opening: Float { 8 }
    private static var most: Float { 24 }
    /// What a step with sound that does not stand still takes off. In doubt it is open.
    private static var doubt: Float { 0.5 }
    private static var doubtWhileClosed: Float { 1 }
    private static var halfBand: (side: Float, near: Float, middle: Float) { (-1 / 32, 9 / 32, 16 / 32) }
    private static var historyFrames: Int { 6 }
    private static var longestInput: Int { 960 }

    private var spectrum = PowerSpectrum()
    /// At 8 kHz: what the filter still needs, and the new samples.
    private let input: AudioBuffer
    /// The first of the new samples belongs to the next output.
    private var isBetween = false
    /// At 4 kHz.
    private let frame: AudioBuffer
    private var filled = 0
    /// Where the peaks of the step before were, in bins.
    private var peaks = InlineArray<24, Float>(repeating: 0)
    private var peakCount = 0
    private var score: Float = 0
    /// Music is on the line, and nobody speaks.
    public private(set) var isClosed = false

    public init() {
        input = AudioBuffer(count: Self.historyFrames + Self.longestInput)
        frame = AudioBuffer(count: PowerSpectrum.frameCount)
    }

    /// Listens to what comes from the line, at 8 kHz, at most 120 ms at once.
    public mutating func process(_ samples: UnsafeBufferPointer<Float>) {
        let count = min(samples.count, Self.longestInput)
        guard count > 0, let from = samples.baseAddress else { return }
        clinux_copy(input.base + Self.historyFrames, from, count * MemoryLayout<Float>.stride)
        // Half-band filter: seven taps, of which two are zero.
        let (side, near, middle) = Self.halfBand
        var at = isBetween ? 1 : 0
        while at < count {
            let x = input.base + at
            frame.base[filled] = side * (x[0] + x[6]) + near * (x[2] + x[4]) + middle * x[3]
            filled += 1
            at += 2
            if filled == PowerSpectrum.frameCount { judge() }
        }
        isBetween = at > count
        clinux_move(input.base, input.base + count, Self.historyFrames * MemoryLayout<Float>.stride)
    }

    /// Takes in one step.
    private mutating func judge() {
        let kept = PowerSpectrum.frameCount - Self.stepFrames
        var sum: Float = 0
        for i in kept..<PowerSpectrum.frameCount { sum += frame.base[i] * frame.base[i] }
        spectrum.analyse(frame.base)
        let share = steadyShare()
        clinux_move(frame.base, frame.base + Self.stepFrames, kept * MemoryLayout<Float>.stride)
        filled = kept
        guard sum > Self.leastMeanSquare * Float(Self.stepFrames) else { return }
        score += share >= Self.steadyShare ? 1 : isClosed ? -Self.doubtWhileClosed : -Self.doubt
        score = min(max(score, 0), Self.most)
        if score >= Self.closing { isClosed = true } else if score <= Self.opening { isClosed = false }
    }

    /// The share of the power in peaks that stand where one stood before.
    private mutating func steadyShare() -> Float {
        let power = spectrum.power.base
        var total: Float = 1e-12
        for bin in Self.bins { total += power[bin] }
        let before = peaks
        let countBefore = peakCount
        peakCount = 0
        var steady: Float = 0
        for bin in Self.bins where power[bin] > total * Self.leastPeak && power[bin] > power[bin - 1] && power[bin] >= power[bin + 1] {
            guard peakCount < Self.mostPeaks else { break }
            let place = Float(bin) + Self.offset(power[bin - 1], power[bin], power[bin + 1])
            peaks[peakCount] = place
            peakCount += 1
            for index in 0..<countBefore where (before[index] - place).magnitude < Self.steadyBins {
                steady += power[bin - 1] + power[bin] + power[bin + 1]
                break
            }
        }
        return steady / total
    }

    /// How far a tone is from the middle of the bin where it is strongest: exact for one tone in a Hann window.
    private static func offset(_ left: Float, _ middle: Float, _ right: Float) -> Float {
        let ratio = (max(left, right) / middle).squareRoot()
        let distance = (2 * ratio - 1) / (ratio + 1)
        return right > left ? distance : -distance
    }
}
