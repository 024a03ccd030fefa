import MediaTypes

/// What the input of a case is made of.
public enum KernelInput: UInt8, CaseIterable, Sendable {
    /// Noise of full scale and beyond.
    case fullScale
    /// So small that the processor has no normal number for it.
    case denormal
    case silence
    /// Noise with NaN and infinity in it.
    case notFinite

    /// Sums of such input cannot be compared by difference.
    public var isFinite: Bool { self != .notFinite }
}

/// Inputs and outputs of one case: every array starts at an odd sample and has guard values on both sides.
public struct KernelWorkspace: ~Copyable {
    public let first: GuardedArray<Float>
    public let second: GuardedArray<Float>
    public let third: GuardedArray<Float>
    public let output: GuardedArray<Float>
    public let otherOutput: GuardedArray<Float>
    public let integers: GuardedArray<Int16>
    public let integerOutput: GuardedArray<Int16>
    public let answers: GuardedArray<Float>

    /// - Shape: arrays of at least `frames` + 31
    public init(input: KernelInput, seed: UInt64, frames: Int, misalignment: Int) {
        let count = frames + 31
        first = GuardedArray(count: count, misalignment: misalignment, guardValue: 77)
        second = GuardedArray(count: count, misalignment: misalignment + 1, guardValue: 77)
        third = GuardedArray(count: count, misalignment: misalignment + 2, guardValue: 77)
        output = GuardedArray(count: count, misalignment: misalignment, guardValue: 77)
        otherOutput = GuardedArray(count: count, misalignment: misalignment + 1, guardValue: 77)
        integers = GuardedArray(count: count, misalignment: misalignment, guardValue: 77)
        integerOutput = GuardedArray(count: count, misalignment: misalignment, guardValue: 77)
        answers = GuardedArray(count: 2, misalignment: 0, guardValue: 77)
        var random = SplitMix64(seed: seed)
        for i in 0..<count {
            first.base[i] = Self.sample(input, &random)
            second.base[i] = Self.sample(input, &random)
            output.base[i] = Self.sample(input, &random)
            integers.base[i] = Int16(truncatingIfNeeded: random.next())
            integerOutput.base[i] = 0
        }
        // Drawn last, so that the others are as they were before these were.
        for i in 0..<count {
            third.base[i] = Self.sample(input, &random)
            otherOutput.base[i] = Self.sample(input, &random)
        }
    }

    func answer(_ a: Float, _ b: Float) {
        answers.base[0] = a
        answers.base[1] = b
    }

    private static func sample(_ input: KernelInput, _ random: inout SplitMix64) -> Float {
        let bits = random.next()
        let noise = Float(Int32(truncatingIfNeeded: bits)) * 0x1p-31
        switch input {
        case .fullScale: return noise * 1.25
        case .denormal: return noise * 1e-20 * 1e-20
        case .silence: return 0
        case .notFinite:
            switch bits >> 60 {
            case 0: return .nan
            case 1: return .infinity
            case 2: return -.infinity
            default: return noise * 16
            }
        }
    }
}

/// An array with values around it that nobody may touch.
public struct GuardedArray<Element: BitwiseCopyable & Equatable>: ~Copyable {
    private let storage: UnsafeMutablePointer<Element>
    public let base: UnsafeMutablePointer<Element>
    private let count: Int
    private let total: Int
    private let guardValue: Element

    init(count: Int, misalignment: Int, guardValue: Element) {
        self.count = count
        self.guardValue = guardValue
        total = count + 32
        storage = .allocate(capacity: total)
        storage.initialize(repeating: guardValue, count: total)
        base = storage + 8 + misalignment % 8
    }

    deinit { storage.deallocate() }

    @_lifetime(borrow self)
    func span(_ frames: Int) -> Span<Element> {
        _overrideLifetime(UnsafeBufferPointer(start: base, count: min(frames, count)).span, borrowing: self)
    }

    @_lifetime(borrow self)
    func mutableSpan(_ frames: Int) -> MutableSpan<Element> {
        _overrideLifetime(UnsafeMutableBufferPointer(start: base, count: min(frames, count)).mutableSpan, borrowing: self)
    }

    /// Whether what lies around the array is as it was.
    public func guardsAreIntact() -> Bool {
        for at in 0..<total {
            let place = storage + at
            if place >= base, place < base + count { continue }
            if place.pointee != guardValue { return false }
        }
        return true
    }
}
