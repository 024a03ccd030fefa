import KernelCases
import MixKernels

/// Every kernel in SIMD and scalar, on every kind of input and at every length of the list that test and benchmark share.
enum KernelAnswers {
    static func give(to answers: inout AnswerStream) {
        for kernel in KernelCase.allCases {
            for simd in [true, false] {
                answers.begin("kernel", simd ? "\(kernel.name) simd" : "\(kernel.name) scalar")
                for input in KernelInput.allCases { give(kernel, simd: simd, input, to: &answers) }
                answers.end()
            }
        }
    }

    private static func give(_ kernel: KernelCase, simd: Bool, _ input: KernelInput, to answers: inout AnswerStream) {
        var index = 0
        while let frames = KernelCase.length(index) {
            let seed = UInt64(frames) &* 31 &+ UInt64(kernel.rawValue)
            let mine = KernelWorkspace(input: input, seed: seed, frames: frames, misalignment: index)
            kernel.run(simd: simd, mine, frames: frames)
            for i in 0..<frames {
                answers.give(mine.output.base[i])
                answers.give(Int(mine.integerOutput.base[i]))
                if kernel == .firPair { answers.give(mine.otherOutput.base[i]) }
            }
            // What a level or a product makes of NaN depends on the order of comparisons, which nobody promises.
            if input.isFinite || kernel == .sanitize {
                answers.give(mine.answers.base[0])
                answers.give(mine.answers.base[1])
            }
            let isWithin = mine.output.guardsAreIntact() && mine.otherOutput.guardsAreIntact() && mine.integerOutput.guardsAreIntact()
            answers.require(isWithin, otherwise: "writes beyond its output")
            if simd {
                let oracle = KernelWorkspace(input: input, seed: seed, frames: frames, misalignment: index)
                kernel.run(simd: false, oracle, frames: frames)
                answers.require(agree(kernel, input, mine, oracle, frames), otherwise: "SIMD is not scalar")
            }
            index += 1
        }
    }

    /// Whether SIMD is as near to scalar on this machine as the case promises.
    private static func agree(_ kernel: KernelCase, _ input: KernelInput, _ a: borrowing KernelWorkspace, _ b: borrowing KernelWorkspace,
                              _ frames: Int) -> Bool {
        for i in 0..<frames {
            guard same(a.output.base[i], b.output.base[i], 0), same(a.otherOutput.base[i], b.otherOutput.base[i], 0),
                a.integerOutput.base[i] == b.integerOutput.base[i] else { return false }
        }
        guard input.isFinite || kernel == .sanitize else { return true }
        return same(a.answers.base[0], b.answers.base[0], kernel.tolerance) && same(a.answers.base[1], b.answers.base[1], kernel.tolerance)
    }

    private static func same(_ a: Float, _ b: Float, _ tolerance: Float) -> Bool {
        a == b || a.isNaN && b.isNaN || (a - b).magnitude <= tolerance * max(1, b.magnitude)
    }
}
