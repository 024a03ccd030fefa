import CLinux
import MediaTypes

/// The power of 512 real samples by frequency, seen through a Hann window.
/// - Realtime: no allocation after init
/// - Source: the fast Fourier transform of J. W. Cooley and J. W. Tukey, over half as many complex numbers
struct PowerSpectrum: ~Copyable {
    static var frameCount: Int { 512 }
    /// Bins from 0 to half the sample rate, both counted.
    static var binCount: Int { 257 }
    private static var half: Int { 256 }

    private let window: AudioBuffer
    /// Of the angles 2 pi k / 512.
    private let cosines: AudioBuffer
    private let sines: AudioBuffer
    private let real: AudioBuffer
    private let imaginary: AudioBuffer
    /// The result.
    let power: AudioBuffer

    init() {
        window = AudioBuffer(count: Self.frameCount)
        cosines = AudioBuffer(count: Self.half)
        sines = AudioBuffer(count: Self.half)
        real = AudioBuffer(count: Self.half)
        imaginary = AudioBuffer(count: Self.half)
        power = AudioBuffer(count: Self.binCount)
        let turn = 2 * Double.pi / Double(Self.frameCount)
        for i in 0..<Self.frameCount { window.base[i] = Float(0.5 - 0.5 * clinux_cos(turn * Double(i))) }
        for i in 0..<Self.half {
            cosines.base[i] = Float(clinux_cos(turn * Double(i)))
            sines.base[i] = Float(clinux_sin(turn * Double(i)))
        }
    }

    /// Fills `power`.
    /// - Shape: frame: [512]
    mutating func analyse(_ frame: UnsafePointer<Float>) {
        // Even samples are the real parts, odd ones the imaginary parts, at once in the order in which the butterflies want them.
        for i in 0..<Self.half {
            let at = Int(UInt8(truncatingIfNeeded: i).reversedBits)
            real.base[at] = frame[2 * i] * window.base[2 * i]
            imaginary.base[at] = frame[2 * i + 1] * window.base[2 * i + 1]
        }
        transform()
        separate()
    }

    private func transform() {
        let real = real.base
        let imaginary = imaginary.base
        var span = 1
        while span < Self.half {
            let stride = Self.half / span
            var group = 0
            while group < Self.half {
                for k in 0..<span {
                    let cosine = cosines.base[k * stride]
                    let sine = -sines.base[k * stride]
                    let a = group + k
                    let b = a + span
                    let turnedReal = real[b] * cosine - imaginary[b] * sine
                    let turnedImaginary = real[b] * sine + imaginary[b] * cosine
                    real[b] = real[a] - turnedReal
                    imaginary[b] = imaginary[a] - turnedImaginary
                    real[a] += turnedReal
                    imaginary[a] += turnedImaginary
                }
                group += 2 * span
            }
            span *= 2
        }
    }

    /// Takes the spectra of the even and of the odd samples apart, and puts that of all of them together.
    private func separate() {
        for k in 0..<Self.half {
            let mirror = (Self.half - k) & (Self.half - 1)
            let evenReal = (real.base[k] + real.base[mirror]) / 2
            let evenImaginary = (imaginary.base[k] - imaginary.base[mirror]) / 2
            let oddReal = (imaginary.base[k] + imaginary.base[mirror]) / 2
            let oddImaginary = (real.base[mirror] - real.base[k]) / 2
            let sumReal = evenReal + oddReal * cosines.base[k] + oddImaginary * sines.base[k]
            let sumImaginary = evenImaginary + oddImaginary * cosines.base[k] - oddReal * sines.base[k]
            power.base[k] = sumReal * sumReal + sumImaginary * sumImaginary
        }
        let last = real.base[0] - imaginary.base[0]
        power.base[Self.half] = last * last
    }
}

extension UInt8 {
    fileprivate var reversedBits: UInt8 {
        var value = self
        value = value >> 4 | value << 4
        value = (value & 0xCC) >> 2 | (value & 0x33) << 2
        return (value & 0xAA) >> 1 | (value & 0x55) << 1
    }
}
