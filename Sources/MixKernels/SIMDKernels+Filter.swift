extension SIMDKernels {
    /// Adds the correlation of `input` with `taps` to `output`. Thirty-two outputs advance together: each tap is loaded once for all of
    /// them, and their sums fill the time that each addition takes.
    /// - Shape: input: at least [output.count + taps.count - 1]; otherwise nothing is written
    public static func fir(_ input: Span<Float>, taps: Span<Float>, into output: inout MutableSpan<Float>) {
        let count = output.count
        let tapCount = taps.count
        guard tapCount > 0, input.count >= count + tapCount - 1 else { return }
        input.withUnsafeBufferPointer { input in
            taps.withUnsafeBufferPointer { taps in
                output.withUnsafeMutableBufferPointer { output in
                    guard count > 0, let input = input.baseAddress, let taps = taps.baseAddress, let output = output.baseAddress else { return }
                    var i = 0
                    while i + 32 <= count {
                        var sums = Lanes32(output + i)
                        for t in 0..<tapCount { sums.add(SIMD8(repeating: taps[t]), input + i + t) }
                        sums.store(output + i)
                        i += 32
                    }
                    while i + 16 <= count {
                        var sums = Lanes16(output + i)
                        for t in 0..<tapCount { sums.add(SIMD8(repeating: taps[t]), input + i + t) }
                        sums.store(output + i)
                        i += 16
                    }
                    while i < count {
                        var sum = output[i]
                        for t in 0..<tapCount { sum += taps[t] * input[i + t] }
                        output[i] = sum
                        i += 1
                    }
                }
            }
        }
    }

    /// `fir` of the same input with two filters: samples are loaded once for both, and loads, many of them over the border of a cache
    /// line, are what `fir` waits for.
    /// - Shape: first and second of one length, and their taps; input: at least [first.count + taps.count - 1]; otherwise nothing is written
    public static func firPair(
        _ input: Span<Float>, firstTaps: Span<Float>, secondTaps: Span<Float>, into first: inout MutableSpan<Float>,
        _ second: inout MutableSpan<Float>
    ) {
        let count = first.count
        let tapCount = firstTaps.count
        guard tapCount > 0, secondTaps.count == tapCount, second.count == count, input.count >= count + tapCount - 1 else { return }
        let whole = count & ~15
        input.withUnsafeBufferPointer { input in
            firstTaps.withUnsafeBufferPointer { firstTaps in
                secondTaps.withUnsafeBufferPointer { secondTaps in
                    first.withUnsafeMutableBufferPointer { first in
                        second.withUnsafeMutableBufferPointer { second in
                            guard count > 0, let input = input.baseAddress, let firstTaps = firstTaps.baseAddress,
                                let secondTaps = secondTaps.baseAddress, let first = first.baseAddress, let second = second.baseAddress
                            else { return }
                            var i = 0
                            while i < whole {
                                var firstSums = Lanes16(first + i)
                                var secondSums = Lanes16(second + i)
                                for t in 0..<tapCount {
                                    let low = Lanes.load(input + i + t)
                                    let high = Lanes.load(input + i + t + 8)
                                    firstSums.add(SIMD8(repeating: firstTaps[t]), low, high)
                                    secondSums.add(SIMD8(repeating: secondTaps[t]), low, high)
                                }
                                firstSums.store(first + i)
                                secondSums.store(second + i)
                                i += 16
                            }
                            while i < count {
                                var firstSum = first[i]
                                var secondSum = second[i]
                                for t in 0..<tapCount {
                                    firstSum += firstTaps[t] * input[i + t]
                                    secondSum += secondTaps[t] * input[i + t]
                                }
                                first[i] = firstSum
                                second[i] = secondSum
                                i += 1
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Sixteen sums in registers.
private struct Lanes16 {
    private var low: SIMD8<Float>
    private var high: SIMD8<Float>

    @inline(__always) init(_ at: UnsafePointer<Float>) {
        low = Lanes.load(at)
        high = Lanes.load(at + 8)
    }

    @inline(__always) mutating func add(_ tap: SIMD8<Float>, _ low: SIMD8<Float>, _ high: SIMD8<Float>) {
        self.low += tap * low
        self.high += tap * high
    }

    @inline(__always) mutating func add(_ tap: SIMD8<Float>, _ samples: UnsafePointer<Float>) {
        add(tap, Lanes.load(samples), Lanes.load(samples + 8))
    }

    @inline(__always) func store(_ at: UnsafeMutablePointer<Float>) {
        Lanes.store(low, at)
        Lanes.store(high, at + 8)
    }
}

/// Thirty-two sums in registers: half of those that x86-64 has.
private struct Lanes32 {
    private var low: Lanes16
    private var high: Lanes16

    @inline(__always) init(_ at: UnsafePointer<Float>) {
        low = Lanes16(at)
        high = Lanes16(at + 16)
    }

    @inline(__always) mutating func add(_ tap: SIMD8<Float>, _ samples: UnsafePointer<Float>) {
        low.add(tap, samples)
        high.add(tap, samples + 16)
    }

    @inline(__always) func store(_ at: UnsafeMutablePointer<Float>) {
        low.store(at)
        high.store(at + 16)
    }
}
