import CLinux

/// A first-in first-out queue of samples that stay contiguous, so that codecs and kernels can read them in place.
/// - Shape: at most `capacity` mono Float samples
/// - Realtime: no allocation; `append` may move what is left to the front
public struct SampleQueue: ~Copyable {
    private let storage: AudioBuffer
    private var first = 0
    public private(set) var count = 0

    public var capacity: Int { storage.count }
    public var freeCount: Int { storage.count - count }

    public init(capacity: Int) { storage = AudioBuffer(uninitializedCount: capacity) }

    /// The queued samples, oldest first.
    public var samples: UnsafeBufferPointer<Float> { UnsafeBufferPointer(start: storage.base + first, count: count) }

    /// Room for `frameCount` more samples; `commit` makes them part of the queue. Empty when there is no room.
    public mutating func reserve(_ frameCount: Int) -> UnsafeMutableBufferPointer<Float> {
        guard frameCount > 0, frameCount <= freeCount else { return UnsafeMutableBufferPointer(start: nil, count: 0) }
        if first + count + frameCount > storage.count {
            clinux_move(storage.base, storage.base + first, count * MemoryLayout<Float>.stride)
            first = 0
        }
        return UnsafeMutableBufferPointer(start: storage.base + first + count, count: frameCount)
    }

    /// Adds the first `frameCount` samples of what `reserve` gave.
    public mutating func commit(_ frameCount: Int) { count = min(count + max(frameCount, 0), storage.count - first) }

    /// Adds samples; false, and nothing added, when there is no room.
    public mutating func append(_ samples: UnsafeBufferPointer<Float>) -> Bool {
        guard samples.count > 0 else { return true }
        let space = reserve(samples.count)
        guard space.count == samples.count, let to = space.baseAddress, let from = samples.baseAddress else { return false }
        clinux_copy(to, from, samples.count * MemoryLayout<Float>.stride)
        commit(samples.count)
        return true
    }

    /// Drops the oldest `frameCount` samples.
    public mutating func remove(_ frameCount: Int) {
        let removed = min(max(frameCount, 0), count)
        first += removed
        count -= removed
        if count == 0 { first = 0 }
    }

    public mutating func clear() {
        first = 0
        count = 0
    }

    /// Takes over the samples of another queue of the same capacity.
    public mutating func copy(from other: borrowing SampleQueue) {
        clear()
        _ = append(other.samples)
    }
}
