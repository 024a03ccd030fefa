/// The level of one block.
/// - Units: linear; full scale is 1.0
@frozen public struct BlockLevel: Sendable, BitwiseCopyable {
    public var meanSquare: Float
    /// The largest magnitude.
    public var peak: Float

    @inlinable public init(meanSquare: Float, peak: Float) {
        self.meanSquare = meanSquare
        self.peak = peak
    }

    @inlinable public static var silence: BlockLevel { BlockLevel(meanSquare: 0, peak: 0) }
}

/// The kernels that the engine uses.
public typealias Kernels = SIMDKernels
