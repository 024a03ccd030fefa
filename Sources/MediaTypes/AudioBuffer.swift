import CLinux

/// Memory for mono samples, allocated once and freed with its owner.
/// - Shape: [count], mono Float, nominal +-1.0
/// - Realtime: only `init` and `deinit` allocate
public struct AudioBuffer: ~Copyable {
    /// Aligned to 64 bytes.
    public let base: UnsafeMutablePointer<Float>
    public let count: Int

    /// All samples are zero.
    public init(count: Int) {
        self.init(uninitializedCount: count)
        base.initialize(repeating: 0, count: max(count, 1))
    }

    /// Samples hold anything until they are written: memory that may never be used is not touched, and so costs nothing.
    public init(uninitializedCount count: Int) {
        let raw = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
        base = raw.bindMemory(to: Float.self, capacity: max(count, 1))
        self.count = count
    }

    deinit { UnsafeMutableRawPointer(base).deallocate() }

    /// The first `frameCount` samples, for reading.
    @inlinable public func samples(_ frameCount: Int) -> UnsafeBufferPointer<Float> {
        UnsafeBufferPointer(start: base, count: min(frameCount, count))
    }

    /// The first `frameCount` samples, for writing.
    @inlinable public func mutableSamples(_ frameCount: Int) -> UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(start: base, count: min(frameCount, count))
    }

    public func clear() { clinux_zero(base, count * MemoryLayout<Float>.stride) }

    /// Takes over the samples of a buffer of the same size.
    public func copy(from other: borrowing AudioBuffer) {
        clinux_copy(base, other.base, min(count, other.count) * MemoryLayout<Float>.stride)
    }
}
