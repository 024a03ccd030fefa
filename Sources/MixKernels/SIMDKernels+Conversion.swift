extension SIMDKernels {
    /// 16-bit samples to Float: divided by 32768. A plain loop: the compiler widens whole vectors here, and lane by lane where SIMD types
    /// are written out (seen).
    public static func toFloat(_ input: Span<Int16>, into output: inout MutableSpan<Float>) {
        let count = min(input.count, output.count)
        input.withUnsafeBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                guard count > 0, let input = input.baseAddress, let output = output.baseAddress else { return }
                for i in 0..<count { output[i] = Float(input[i]) * 0x1p-15 }
            }
        }
    }

    /// Float to 16-bit samples: times 32768, rounded half to even, saturated; NaN becomes 0.
    public static func toInt16(_ input: Span<Float>, into output: inout MutableSpan<Int16>) {
        let count = min(input.count, output.count)
        input.withUnsafeBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                guard count > 0, let input = input.baseAddress, let output = output.baseAddress else { return }
                var i = 0
                while i + 8 <= count {
                    var values = Lanes.load(input + i) * 32_768
                    values.replace(with: 0, where: values .!= values)
                    let held = Lanes.clamp(values, -32_768, 32_767) + 0x1.8p23
                    let integers = SIMD8<Int16>(truncatingIfNeeded: unsafeBitCast(held, to: SIMD8<Int32>.self))
                    UnsafeMutableRawPointer(output + i).storeBytes(of: integers, as: SIMD8<Int16>.self)
                    i += 8
                }
                while i < count {
                    output[i] = ScalarKernels.int16(input[i])
                    i += 1
                }
            }
        }
    }

    /// The sum of products.
    public static func dot(_ a: Span<Float>, _ b: Span<Float>) -> Float {
        let count = min(a.count, b.count)
        return a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                guard count > 0, let a = a.baseAddress, let b = b.baseAddress else { return 0 }
                var first = SIMD8<Float>()
                var second = SIMD8<Float>()
                var i = 0
                while i + 16 <= count {
                    first += Lanes.load(a + i) * Lanes.load(b + i)
                    second += Lanes.load(a + i + 8) * Lanes.load(b + i + 8)
                    i += 16
                }
                var sum = Lanes.sum(first + second)
                while i < count {
                    sum += a[i] * b[i]
                    i += 1
                }
                return sum
            }
        }
    }
}

/// Eight samples in registers, from and to memory of any alignment.
enum Lanes {
    @inline(__always) static var oneToEight: SIMD8<Float> { SIMD8(1, 2, 3, 4, 5, 6, 7, 8) }

    @inline(__always) static func load(_ at: UnsafePointer<Float>) -> SIMD8<Float> {
        UnsafeRawPointer(at).loadUnaligned(as: SIMD8<Float>.self)
    }

    @inline(__always) static func store(_ values: SIMD8<Float>, _ at: UnsafeMutablePointer<Float>) {
        UnsafeMutableRawPointer(at).storeBytes(of: values, as: SIMD8<Float>.self)
    }

    @inline(__always) static func magnitude(_ values: SIMD8<Float>) -> SIMD8<Float> {
        unsafeBitCast(unsafeBitCast(values, to: SIMD8<UInt32>.self) & 0x7FFF_FFFF, to: SIMD8<Float>.self)
    }

    /// Numbers only, no NaN. In this form each side is one vector instruction. `clamped(lowerBound:upperBound:)` goes lane by lane, and
    /// so does `replace` with a constant: 160 to 230 instructions for eight samples, on x86-64 and on ARM (Swift 6.3).
    @inline(__always) static func clamp(_ values: SIMD8<Float>, _ low: Float, _ high: Float) -> SIMD8<Float> {
        var raised = SIMD8<Float>(repeating: low)
        raised.replace(with: values, where: values .> raised)
        var held = SIMD8<Float>(repeating: high)
        held.replace(with: raised, where: raised .< held)
        return held
    }

    @inline(__always) static func sum(_ values: SIMD8<Float>) -> Float {
        let four = values.lowHalf + values.highHalf
        let two = four.lowHalf + four.highHalf
        return two.x + two.y
    }
}
