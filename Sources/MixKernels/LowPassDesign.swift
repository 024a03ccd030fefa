/// Designs the low-pass filter of a resampler: a sinc under a Kaiser window.
/// - Source: A. V. Oppenheim, R. W. Schafer, Discrete-Time Signal Processing, section 7.5.3
enum LowPassDesign {
    /// Writes a linear-phase low-pass of unit gain at 0 Hz.
    /// - Units: cutoff as a fraction of the sample rate, 0 to 0.5; the middle of the transition band
    static func write(cutoff: Double, beta: Double, into taps: UnsafeMutablePointer<Double>, count: Int) {
        let middle = Double(count - 1) / 2
        let scale = besselI0(beta)
        var sum = 0.0
        for i in 0..<count {
            let offset = Double(i) - middle
            let inside = 1 - (offset / middle) * (offset / middle)
            let window = besselI0(beta * (inside > 0 ? inside : 0).squareRoot()) / scale
            let angle = 2 * Double.pi * cutoff * offset
            let sinc = offset == 0 ? 2 * cutoff : sine(angle) / (Double.pi * offset)
            taps[i] = sinc * window
            sum += taps[i]
        }
        for i in 0..<count { taps[i] /= sum }
    }

    /// The modified Bessel function of order zero, by its power series.
    static func besselI0(_ x: Double) -> Double {
        var term = 1.0
        var sum = 1.0
        var k = 1.0
        while term > sum * 1e-17 {
            term *= (x / (2 * k)) * (x / (2 * k))
            sum += term
            k += 1
        }
        return sum
    }

    /// The sine by its Taylor series after reduction to +-pi: this target has no mathematics library to call.
    static func sine(_ angle: Double) -> Double {
        let turns = (angle / (2 * Double.pi)).rounded(.toNearestOrEven)
        let x = angle - turns * 2 * Double.pi
        var term = x
        var sum = x
        var n = 1.0
        while term.magnitude > 1e-18 {
            term *= -x * x / ((n + 1) * (n + 2))
            sum += term
            n += 2
        }
        return sum
    }
}
