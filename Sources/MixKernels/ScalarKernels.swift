/// Block mathematics one sample at a time: production code for machines without SIMD, and the oracle for `SIMDKernels`.
/// Every function takes the shorter of the lengths it is given.
/// - Shape: mono Float, nominal +-1.0
/// - Realtime: no allocation, lock or system call; O(frames)
public enum ScalarKernels {
    /// Adds `input` into `bus` with a linear gain ramp. The ramp reaches `gainTo` on the last sample, so the next block goes on from there.
    /// - Units: gains linear, not dB
    public static func add(_ input: Span<Float>, into bus: inout MutableSpan<Float>, gainFrom: Float, gainTo: Float) {
        let count = min(input.count, bus.count)
        let step = ramp(gainFrom, gainTo, count)
        for i in 0..<count { bus[unchecked: i] += input[unchecked: i] * (gainFrom + step * Float(i + 1)) }
    }

    /// Writes `total` minus `input` with the ramp that `input` was added with: exact N-1.
    /// - Units: gains linear, not dB
    public static func subtract(_ input: Span<Float>, from total: Span<Float>, into output: inout MutableSpan<Float>, gainFrom: Float, gainTo: Float) {
        let count = min(input.count, min(total.count, output.count))
        let step = ramp(gainFrom, gainTo, count)
        for i in 0..<count { output[unchecked: i] = total[unchecked: i] - input[unchecked: i] * (gainFrom + step * Float(i + 1)) }
    }

    /// Multiplies in place with a linear gain ramp.
    /// - Units: gains linear, not dB
    public static func scale(_ samples: inout MutableSpan<Float>, gainFrom: Float, gainTo: Float) {
        let count = samples.count
        let step = ramp(gainFrom, gainTo, count)
        for i in 0..<count { samples[unchecked: i] *= gainFrom + step * Float(i + 1) }
    }

    /// Writes silence.
    public static func clear(_ samples: inout MutableSpan<Float>) {
        for i in 0..<samples.count { samples[unchecked: i] = 0 }
    }

    public static func copy(_ input: Span<Float>, into output: inout MutableSpan<Float>) {
        for i in 0..<min(input.count, output.count) { output[unchecked: i] = input[unchecked: i] }
    }

    /// Mean square and peak; silence for an empty block.
    public static func level(_ samples: Span<Float>) -> BlockLevel {
        guard samples.count > 0 else { return .silence }
        var sum: Float = 0
        var peak: Float = 0
        for i in 0..<samples.count {
            let sample = samples[unchecked: i]
            sum += sample * sample
            peak = max(peak, sample.magnitude)
        }
        return BlockLevel(meanSquare: sum / Float(samples.count), peak: peak)
    }

    /// Makes samples from outside harmless: what is not finite becomes 0, the rest is held within +-8.
    /// - Returns: how many samples were not finite
    public static func sanitize(_ samples: inout MutableSpan<Float>) -> Int {
        var found = 0
        for i in 0..<samples.count {
            let sample = samples[unchecked: i]
            if sample.isFinite {
                samples[unchecked: i] = min(max(sample, -8), 8)
            } else {
                samples[unchecked: i] = 0
                found += 1
            }
        }
        return found
    }

    /// 16-bit samples to Float: divided by 32768.
    public static func toFloat(_ input: Span<Int16>, into output: inout MutableSpan<Float>) {
        for i in 0..<min(input.count, output.count) { output[unchecked: i] = Float(input[unchecked: i]) * 0x1p-15 }
    }

    /// Float to 16-bit samples: times 32768, rounded half to even, saturated; NaN becomes 0.
    public static func toInt16(_ input: Span<Float>, into output: inout MutableSpan<Int16>) {
        for i in 0..<min(input.count, output.count) { output[unchecked: i] = int16(input[unchecked: i]) }
    }

    /// The sum of products.
    public static func dot(_ a: Span<Float>, _ b: Span<Float>) -> Float {
        var sum: Float = 0
        for i in 0..<min(a.count, b.count) { sum += a[unchecked: i] * b[unchecked: i] }
        return sum
    }

    /// Adds the correlation of `input` with `taps` to `output`: output[i] += sum of taps[t] * input[i + t].
    /// - Shape: input: at least [output.count + taps.count - 1]; otherwise nothing is written
    public static func fir(_ input: Span<Float>, taps: Span<Float>, into output: inout MutableSpan<Float>) {
        guard taps.count > 0, input.count >= output.count + taps.count - 1 else { return }
        for i in 0..<output.count {
            var sum = output[unchecked: i]
            for t in 0..<taps.count { sum += taps[unchecked: t] * input[unchecked: i + t] }
            output[unchecked: i] = sum
        }
    }

    /// `fir` of the same input with two filters.
    /// - Shape: first and second of one length, and their taps; input: at least [first.count + taps.count - 1]; otherwise nothing is written
    public static func firPair(
        _ input: Span<Float>, firstTaps: Span<Float>, secondTaps: Span<Float>, into first: inout MutableSpan<Float>,
        _ second: inout MutableSpan<Float>
    ) {
        guard secondTaps.count == firstTaps.count, second.count == first.count else { return }
        fir(input, taps: firstTaps, into: &first)
        fir(input, taps: secondTaps, into: &second)
    }

    /// Gain per sample.
    @inline(__always) static func ramp(_ from: Float, _ to: Float, _ count: Int) -> Float {
        count > 0 ? (to - from) / Float(count) : 0
    }

    /// Adding 1.5 x 2^23 rounds half to even and leaves the integer in the low bits of the significand.
    @inline(__always) static func int16(_ sample: Float) -> Int16 {
        guard sample == sample else { return 0 }
        let held = min(max(sample * 32_768, -32_768), 32_767)
        return Int16(truncatingIfNeeded: (held + 0x1.8p23).bitPattern)
    }
}
