import KernelCases
import MixKernels
import Testing

@Suite struct KernelTests {
    @Test(arguments: KernelCase.allCases, KernelInput.allCases) func simdGivesTheAnswersOfScalar(_ kernel: KernelCase, _ input: KernelInput) {
        var index = 0
        while let frames = KernelCase.length(index) {
            let seed = UInt64(frames) &* 31 &+ UInt64(kernel.rawValue)
            let simd = KernelWorkspace(input: input, seed: seed, frames: frames, misalignment: index)
            let scalar = KernelWorkspace(input: input, seed: seed, frames: frames, misalignment: index)
            kernel.run(simd: true, simd, frames: frames)
            kernel.run(simd: false, scalar, frames: frames)
            let differing = (0..<frames).filter {
                !Self.same(simd.output.base[$0], scalar.output.base[$0], 0) || simd.integerOutput.base[$0] != scalar.integerOutput.base[$0]
                    || !Self.same(simd.otherOutput.base[$0], scalar.otherOutput.base[$0], 0)
            }
            // One expectation for all frames: each costs microseconds.
            #expect(differing == [], "seed \(seed), \(frames) frames")
            if input.isFinite || kernel == .sanitize {
                let answersDiffer = (0..<2).filter { !Self.same(simd.answers.base[$0], scalar.answers.base[$0], kernel.tolerance) }
                #expect(answersDiffer == [], "seed \(seed), \(frames) frames")
            }
            #expect(simd.output.guardsAreIntact() && simd.otherOutput.guardsAreIntact() && simd.integerOutput.guardsAreIntact(), "wrote beyond \(frames) frames")
            index += 1
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
