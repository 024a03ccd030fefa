extension Lanes {
    /// Takes every `step`-th sample.
    /// - Shape: samples: at least [(count - 1) * step + 1]
    static func take(every step: Int, of samples: UnsafePointer<Float>, count: Int, into output: UnsafeMutablePointer<Float>) {
        var i = 0
        if step == 2 {
            // A vector reads one sample more than it takes: the last one is taken below.
            while i &+ 4 < count {
                store(load(samples + 2 &* i).evenHalf, output + i)
                i &+= 4
            }
        }
        while i < count {
            output[i] = samples[i &* step]
            i &+= 1
        }
    }

    /// Puts two rows into `output`, one pair each `stride` samples.
    /// - Shape: rows: [2][rowLength], of which `count` are taken; output: at least [(count - 1) * stride + 2]
    static func weaveTwo(_ rows: UnsafePointer<Float>, rowLength: Int, count: Int, into output: UnsafeMutablePointer<Float>, stride: Int) {
        let other = rows + rowLength
        var i = 0
        var to = output
        while i &+ 4 <= count {
            var pairs = SIMD8<Float>()
            pairs.evenHalf = loadFour(rows + i)
            pairs.oddHalf = loadFour(other + i)
            store(pairs.lowHalf.lowHalf, to)
            store(pairs.lowHalf.highHalf, to + stride)
            store(pairs.highHalf.lowHalf, to + 2 &* stride)
            store(pairs.highHalf.highHalf, to + 3 &* stride)
            to += 4 &* stride
            i &+= 4
        }
        while i < count {
            to[0] = rows[i]
            to[1] = other[i]
            to += stride
            i &+= 1
        }
    }

    /// Puts three rows into `output`, sample by sample in turn.
    /// - Shape: rows: [3][rowLength], of which `count` are taken; output: [3 * count]
    static func weaveThree(_ rows: UnsafePointer<Float>, rowLength: Int, count: Int, into output: UnsafeMutablePointer<Float>) {
        let second = rows + rowLength
        let third = second + rowLength
        var i = 0
        var to = output
        while i &+ 4 <= count {
            let a = loadFour(rows + i)
            let b = loadFour(second + i)
            let c = loadFour(third + i)
            store(SIMD4(a[0], b[0], c[0], a[1]), to)
            store(SIMD4(b[1], c[1], a[2], b[2]), to + 4)
            store(SIMD4(c[2], a[3], b[3], c[3]), to + 8)
            to += 12
            i &+= 4
        }
        while i < count {
            to[0] = rows[i]
            to[1] = second[i]
            to[2] = third[i]
            to += 3
            i &+= 1
        }
    }

    @inline(__always) private static func loadFour(_ at: UnsafePointer<Float>) -> SIMD4<Float> {
        UnsafeRawPointer(at).loadUnaligned(as: SIMD4<Float>.self)
    }

    @inline(__always) private static func store(_ values: SIMD4<Float>, _ at: UnsafeMutablePointer<Float>) {
        UnsafeMutableRawPointer(at).storeBytes(of: values, as: SIMD4<Float>.self)
    }

    @inline(__always) private static func store(_ values: SIMD2<Float>, _ at: UnsafeMutablePointer<Float>) {
        UnsafeMutableRawPointer(at).storeBytes(of: values, as: SIMD2<Float>.self)
    }
}
