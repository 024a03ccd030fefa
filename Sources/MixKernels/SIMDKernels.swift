/// Block mathematics eight samples at a time. Each function does what the one of the same name in `ScalarKernels` does; what is left of a
/// block after the last whole vector goes through that one's arithmetic.
/// Lengths are checked once, outside the loops.
/// - Shape: mono Float, nominal +-1.0
/// - Realtime: no allocation, lock or system call; O(frames)
public enum SIMDKernels {
    /// Adds `input` into `bus` with a linear gain ramp.
    /// - Units: gains linear, not dB
    public static func add(_ input: Span<Float>, into bus: inout MutableSpan<Float>, gainFrom: Float, gainTo: Float) {
        let count = min(input.count, bus.count)
        let step = ScalarKernels.ramp(gainFrom, gainTo, count)
        input.withUnsafeBufferPointer { input in
            bus.withUnsafeMutableBufferPointer { bus in
                guard count > 0, let input = input.baseAddress, let bus = bus.baseAddress else { return }
                var place = Lanes.oneToEight
                var i = 0
                while i + 8 <= count {
                    Lanes.store(Lanes.load(bus + i) + Lanes.load(input + i) * (gainFrom + step * place), bus + i)
                    place += 8
                    i += 8
                }
                while i < count {
                    bus[i] += input[i] * (gainFrom + step * Float(i + 1))
                    i += 1
                }
            }
        }
    }

    /// Writes `total` minus `input` with the ramp that `input` was added with.
    /// - Units: gains linear, not dB
    public static func subtract(_ input: Span<Float>, from total: Span<Float>, into output: inout MutableSpan<Float>, gainFrom: Float, gainTo: Float) {
        let count = min(input.count, min(total.count, output.count))
        let step = ScalarKernels.ramp(gainFrom, gainTo, count)
        input.withUnsafeBufferPointer { input in
            total.withUnsafeBufferPointer { total in
                output.withUnsafeMutableBufferPointer { output in
                    guard count > 0, let input = input.baseAddress, let total = total.baseAddress, let output = output.baseAddress else { return }
                    var place = Lanes.oneToEight
                    var i = 0
                    while i + 8 <= count {
                        Lanes.store(Lanes.load(total + i) - Lanes.load(input + i) * (gainFrom + step * place), output + i)
                        place += 8
                        i += 8
                    }
                    while i < count {
                        output[i] = total[i] - input[i] * (gainFrom + step * Float(i + 1))
                        i += 1
                    }
                }
            }
        }
    }

    /// Multiplies in place with a linear gain ramp.
    /// - Units: gains linear, not dB
    public static func scale(_ samples: inout MutableSpan<Float>, gainFrom: Float, gainTo: Float) {
        let count = samples.count
        let step = ScalarKernels.ramp(gainFrom, gainTo, count)
        samples.withUnsafeMutableBufferPointer { samples in
            guard count > 0, let samples = samples.baseAddress else { return }
            var place = Lanes.oneToEight
            var i = 0
            while i + 8 <= count {
                Lanes.store(Lanes.load(samples + i) * (gainFrom + step * place), samples + i)
                place += 8
                i += 8
            }
            while i < count {
                samples[i] *= gainFrom + step * Float(i + 1)
                i += 1
            }
        }
    }

    /// Writes silence.
    public static func clear(_ samples: inout MutableSpan<Float>) {
        samples.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    }

    public static func copy(_ input: Span<Float>, into output: inout MutableSpan<Float>) {
        let count = min(input.count, output.count)
        input.withUnsafeBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                guard count > 0, let input = input.baseAddress, let output = output.baseAddress else { return }
                output.copy(from: input, count: count)
            }
        }
    }

    /// Mean square and peak; silence for an empty block.
    public static func level(_ samples: Span<Float>) -> BlockLevel {
        samples.withUnsafeBufferPointer { samples in
            guard samples.count > 0, let base = samples.baseAddress else { return .silence }
            let count = samples.count
            var sums = SIMD8<Float>()
            var peaks = SIMD8<Float>()
            var i = 0
            while i + 8 <= count {
                let values = Lanes.load(base + i)
                sums += values * values
                let magnitudes = Lanes.magnitude(values)
                peaks.replace(with: magnitudes, where: magnitudes .> peaks)
                i += 8
            }
            var sum = Lanes.sum(sums)
            var peak = peaks.max()
            while i < count {
                sum += base[i] * base[i]
                peak = max(peak, base[i].magnitude)
                i += 1
            }
            return BlockLevel(meanSquare: sum / Float(count), peak: peak)
        }
    }

    /// Makes samples from outside harmless: what is not finite becomes 0, the rest is held within +-8.
    /// - Returns: how many samples were not finite
    public static func sanitize(_ samples: inout MutableSpan<Float>) -> Int {
        samples.withUnsafeMutableBufferPointer { samples in
            guard samples.count > 0, let base = samples.baseAddress else { return 0 }
            let exponent = SIMD8<Int32>(repeating: 0x7F80_0000)
            var found = SIMD8<Int32>()
            var i = 0
            while i + 8 <= samples.count {
                var values = Lanes.load(base + i)
                let bad = (unsafeBitCast(values, to: SIMD8<Int32>.self) & exponent) .== exponent
                values.replace(with: 0, where: bad)
                found.replace(with: found &+ 1, where: bad)
                Lanes.store(Lanes.clamp(values, -8, 8), base + i)
                i += 8
            }
            var total = Int(found.wrappedSum())
            while i < samples.count {
                if base[i].isFinite {
                    base[i] = min(max(base[i], -8), 8)
                } else {
                    base[i] = 0
                    total += 1
                }
                i += 1
            }
            return total
        }
    }
}
