/// Samples that one kernel object owns: allocated once, freed with it. (Storage for everybody else is in MediaTypes, which this target
/// does not import.)
///
/// `@usableFromInline` because Swift 6.3 as Embedded otherwise refuses, in another module, to destroy a public type that holds one of
/// these: "deinit of non-copyable type not visible" (swiftlang/swift pull request 87303).
@usableFromInline struct SampleMemory: ~Copyable {
    let base: UnsafeMutablePointer<Float>
    let count: Int

    init(count: Int) {
        self.count = count
        base = .allocate(capacity: max(count, 1))
        base.initialize(repeating: 0, count: max(count, 1))
    }

    deinit { base.deallocate() }

    func clear() { base.update(repeating: 0, count: count) }

    func copy(from other: borrowing SampleMemory) { base.copy(from: other.base, count: min(count, other.count)) }

    /// Samples `first ..< first + frameCount`; the caller keeps within `count`.
    @inline(__always) func buffer(_ first: Int, _ frameCount: Int) -> UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(start: base + first, count: frameCount)
    }
}

extension UnsafeMutablePointer<Float> {
    /// `update(from:count:)` in one memmove: as Embedded, Swift 6.3 makes a loop of that, with a call for each sample.
    @inline(__always) func copy(from source: UnsafePointer<Float>, count: Int) {
        UnsafeMutableRawPointer(self).copyMemory(from: source, byteCount: count * MemoryLayout<Float>.stride)
    }
}
