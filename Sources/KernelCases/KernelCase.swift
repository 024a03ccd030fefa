import MixKernels

/// One kernel as test, benchmark and the ARM harness all run it.
public enum KernelCase: UInt8, CaseIterable, Sendable {
    case add, subtract, scale, clear, copy, level, sanitize, toFloat, toInt16, dot, fir, firPair

    public var name: StaticString {
        switch self {
        case .add: "add"
        case .subtract: "subtract"
        case .scale: "scale"
        case .clear: "clear"
        case .copy: "copy"
        case .level: "level"
        case .sanitize: "sanitize"
        case .toFloat: "toFloat"
        case .toInt16: "toInt16"
        case .dot: "dot"
        case .fir: "fir 32 taps"
        case .firPair: "fir 32 taps, two filters"
        }
    }

    /// How far SIMD may be from scalar, relative to 1.0: 0 where both do the same operations in the same order.
    public var tolerance: Float {
        switch self {
        case .level, .dot: 2e-5
        default: 0
        }
    }

    /// Lengths that end in every place of a vector, and the blocks of 20 ms at all mix rates.
    public static func length(_ index: Int) -> Int? {
        if index < 68 { return index }
        switch index {
        case 68: return 160
        case 69: return 320
        case 70: return 480
        case 71: return 960
        default: return nil
        }
    }

    /// Runs the kernel once on `workspace`. Results are in `workspace.output`, or for level, sanitize and dot also in its first samples.
    public func run(simd: Bool, _ workspace: borrowing KernelWorkspace, frames: Int) {
        let first = workspace.first.span(frames)
        let second = workspace.second.span(frames)
        var output = workspace.output.mutableSpan(frames)
        switch self {
        case .add:
            simd ? SIMDKernels.add(first, into: &output, gainFrom: 0.25, gainTo: 1)
                : ScalarKernels.add(first, into: &output, gainFrom: 0.25, gainTo: 1)
        case .subtract:
            simd ? SIMDKernels.subtract(first, from: second, into: &output, gainFrom: 1, gainTo: 0.5)
                : ScalarKernels.subtract(first, from: second, into: &output, gainFrom: 1, gainTo: 0.5)
        case .scale:
            simd ? SIMDKernels.scale(&output, gainFrom: 1, gainTo: 0) : ScalarKernels.scale(&output, gainFrom: 1, gainTo: 0)
        case .clear:
            simd ? SIMDKernels.clear(&output) : ScalarKernels.clear(&output)
        case .copy:
            simd ? SIMDKernels.copy(first, into: &output) : ScalarKernels.copy(first, into: &output)
        case .level:
            let level = simd ? SIMDKernels.level(first) : ScalarKernels.level(first)
            workspace.answer(level.meanSquare, level.peak)
        case .sanitize:
            let found = simd ? SIMDKernels.sanitize(&output) : ScalarKernels.sanitize(&output)
            workspace.answer(Float(found), 0)
        case .toFloat:
            let integers = workspace.integers.span(frames)
            simd ? SIMDKernels.toFloat(integers, into: &output) : ScalarKernels.toFloat(integers, into: &output)
        case .toInt16:
            var integers = workspace.integerOutput.mutableSpan(frames)
            simd ? SIMDKernels.toInt16(first, into: &integers) : ScalarKernels.toInt16(first, into: &integers)
        case .dot:
            workspace.answer(simd ? SIMDKernels.dot(first, second) : ScalarKernels.dot(first, second), 0)
        case .fir:
            let taps = UnsafeBufferPointer(start: workspace.second.base, count: 32).span
            let input = workspace.first.span(frames + 31)
            simd ? SIMDKernels.fir(input, taps: taps, into: &output) : ScalarKernels.fir(input, taps: taps, into: &output)
        case .firPair:
            let taps = UnsafeBufferPointer(start: workspace.second.base, count: 32).span
            let otherTaps = UnsafeBufferPointer(start: workspace.third.base, count: 32).span
            let input = workspace.first.span(frames + 31)
            var otherOutput = workspace.otherOutput.mutableSpan(frames)
            simd ? SIMDKernels.firPair(input, firstTaps: taps, secondTaps: otherTaps, into: &output, &otherOutput)
                : ScalarKernels.firPair(input, firstTaps: taps, secondTaps: otherTaps, into: &output, &otherOutput)
        }
    }
}
