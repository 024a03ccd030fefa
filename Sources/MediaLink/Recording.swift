import MediaTypes
import Synchronization

/// What a participant says, for as long as it takes to announce it: a name. It is kept in memory only, and wiped when it is freed.
///
/// It lasts from the command on, silence before the first word included. Made on the control side, filled by the media thread, and read
/// on the control side after its end is reported.
public final class Recording: @unchecked Sendable {
    /// In Hz; must be the mix rate.
    public let sampleRate: Int
    /// What the media thread writes. Whoever hands it over keeps the recording until its end is reported.
    public let memory: RecordingMemory
    private let isUsed = Atomic(false)

    /// - Parameters:
    ///   - atMost: how long it lasts at most
    ///   - silenceEnds: so much silence after something was said ends it; nil: silence does not
    public init(atMost: MediaTime, silenceEnds: MediaTime?, sampleRate: Int) {
        self.sampleRate = sampleRate
        memory = RecordingMemory(capacity: max(atMost.frames(sampleRate: sampleRate), 1), silenceEnds: silenceEnds)
    }

    deinit { memory.free() }

    /// What was said, without the silence around it; empty when nothing was said, and until the end.
    /// - Shape: mono, 16 bits, at `sampleRate`
    public var samples: [Int16] {
        memory.said.map { memory.samples[$0] }
    }

    /// A recording serves once.
    /// - Returns: false when it was used already
    public func use() -> Bool { isUsed.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged }
}

/// The memory of a recording, without its owner.
/// - Shape: [capacity], mono, 16 bits
public struct RecordingMemory: @unchecked Sendable, BitwiseCopyable {
    public let samples: UnsafeMutablePointer<Int16>
    public let capacity: Int
    public let silenceEnds: MediaTime?
    private let outcome: UnsafeMutablePointer<Outcome>

    /// Where something was said.
    private struct Outcome: ~Copyable {
        var start = 0
        var end = 0
        /// Written last; from then on all else stands still.
        let isOver = Atomic(false)
    }

    init(capacity: Int, silenceEnds: MediaTime?) {
        self.capacity = capacity
        self.silenceEnds = silenceEnds
        samples = .allocate(capacity: capacity)
        samples.initialize(repeating: 0, count: capacity)
        outcome = .allocate(capacity: 1)
        outcome.initialize(to: Outcome())
    }

    func free() {
        samples.update(repeating: 0, count: capacity)
        samples.deallocate()
        outcome.deinitialize(count: 1)
        outcome.deallocate()
    }

    /// Media thread: nothing more is written.
    /// - Shape: said: frames, within `capacity`
    public func finish(said: Range<Int>) {
        outcome.pointee.start = said.lowerBound
        outcome.pointee.end = said.upperBound
        outcome.pointee.isOver.store(true, ordering: .releasing)
    }

    /// Control side: the frames with something in them; none before the end.
    var said: Range<Int> {
        guard outcome.pointee.isOver.load(ordering: .acquiring) else { return 0..<0 }
        return outcome.pointee.start..<outcome.pointee.end
    }
}
