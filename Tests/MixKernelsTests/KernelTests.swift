import KernelCases
import MixKernels
import Testing

@Suite struct KernelTests {
    @Test(arguments: KernelCase.allCases) func simdGivesTheAnswersOfScalar(_ kernel: KernelCase) {
        for input in KernelInput.allCases {
            var index = 0
            while let frames = KernelCase.length(index) {
                let seed = UInt64(frames) &* 31 &+ UInt64(kernel.rawValue)
                let simd = KernelWorkspace(input: input, seed: seed, frames: frames, misalignment: index)
                let scalar = KernelWorkspace(input: input, seed: seed, frames: frames, misalignment: index)
                kernel.run(simd: true, simd, frames: frames)
                kernel.run(simd: false, scalar, frames: frames)
                for i in 0..<frames {
                    #expect(Self.same(simd.output.base[i], scalar.output.base[i], 0), "\(kernel) \(input) seed \(seed) frame \(i) of \(frames)")
                    #expect(simd.integerOutput.base[i] == scalar.integerOutput.base[i], "\(kernel) \(input) seed \(seed) frame \(i) of \(frames)")
                }
                if input.isFinite || kernel == .sanitize {
                    for i in 0..<2 { #expect(Self.same(simd.answers.base[i], scalar.answers.base[i], kernel.tolerance), "\(kernel) \(input) \(frames)") }
                }
                #expect(simd.output.guardsAreIntact() && simd.integerOutput.guardsAreIntact(), "\(kernel) wrote beyond \(frames) frames")
                index += 1
            }
        }
    }

    private static func same(_ a: Float, _ b: Float, _ tolerance: Float) -> Bool {
        a == b || a.isNaN && b.isNaN || (a - b).magnitude <= tolerance * max(1, b.magnitude)
    }

    @Test func int16RoundsHalfToEvenAndSaturates() {
        let input: [Float] = [0.5 / 32_768, 1.5 / 32_768, -0.5 / 32_768, 1, -1, 2, -2, .nan, .infinity, -.infinity, 0.25, -0.25]
        var output = [Int16](repeating: 7, count: input.count)
        var span = output.mutableSpan
        Kernels.toInt16(input.span, into: &span)
        #expect(output == [0, 2, 0, 32_767, -32_768, 32_767, -32_768, 0, 32_767, -32_768, 8_192, -8_192])
    }

    @Test func int16SurvivesTheWayThroughFloat() {
        let input = (Int(Int16.min)...Int(Int16.max)).map { Int16($0) }
        var floats = [Float](repeating: 0, count: input.count)
        var output = [Int16](repeating: 0, count: input.count)
        var floatSpan = floats.mutableSpan
        Kernels.toFloat(input.span, into: &floatSpan)
        var span = output.mutableSpan
        Kernels.toInt16(floats.span, into: &span)
        #expect(output == input)
    }

    @Test func aRampEndsAtItsTargetAndSubtractUndoesAdd() {
        let input = (0..<320).map { Float($0 % 17) / 17 - 0.5 }
        var bus = [Float](repeating: 0, count: 320)
        var span = bus.mutableSpan
        Kernels.add(input.span, into: &span, gainFrom: 0, gainTo: 1)
        #expect(bus[319] == input[319])
        var rest = [Float](repeating: 1, count: 320)
        var restSpan = rest.mutableSpan
        Kernels.subtract(input.span, from: bus.span, into: &restSpan, gainFrom: 0, gainTo: 1)
        #expect(rest.allSatisfy { $0.magnitude < 1e-7 })
    }
}
