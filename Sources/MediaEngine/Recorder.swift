import MediaLink
import MediaTypes
import MixKernels

/// A recording that is running: keeps what a leg says, and where in it there is voice.
/// - Realtime: no allocation; the memory is the control side's, which keeps it until the end is told
struct Recorder: BitwiseCopyable {
    private let memory: RecordingMemory
    private let sampleRate: Int
    private var count = 0
    /// Where the first block with voice begins, and where the last one ends.
    private var firstVoice = 0
    private var lastVoice = 0
    private var voicedFrames = 0
    private(set) var isOver = false

    init(_ memory: RecordingMemory, sampleRate: Int) {
        self.memory = memory
        self.sampleRate = sampleRate
    }

    /// Something was said: a click is not enough.
    var isHeard: Bool { voicedFrames >= Chosen.shortestSaying.frames(sampleRate: sampleRate) }

    /// Takes in one block; nil for silence, since memory is zero from the beginning.
    mutating func take(_ block: UnsafeBufferPointer<Float>?, frames: Int, isVoice: Bool) {
        guard !isOver else { return }
        let taken = min(frames, memory.capacity - count)
        if let block {
            var space = UnsafeMutableBufferPointer(start: memory.samples + count, count: taken).mutableSpan
            Kernels.toInt16(UnsafeBufferPointer(rebasing: block[..<taken]).span, into: &space)
        }
        if isVoice {
            if voicedFrames == 0 { firstVoice = count }
            voicedFrames += taken
            lastVoice = count + taken
        }
        count += taken
        let silence = MediaTime.frames(count - lastVoice, sampleRate: sampleRate)
        if count == memory.capacity || isHeard && memory.silenceEnds.map({ silence >= $0 }) == true { finish() }
    }

    /// Nothing more is kept; what there is may be read.
    mutating func finish() {
        guard !isOver else { return }
        isOver = true
        guard isHeard else { return memory.finish(said: 0..<0) }
        let before = Chosen.beforeVoice.frames(sampleRate: sampleRate)
        let after = Chosen.afterVoice.frames(sampleRate: sampleRate)
        memory.finish(said: max(firstVoice - before, 0)..<min(lastVoice + after, count))
    }
}

/// Notices somebody who is muted and speaks, and has not noticed it.
/// - Realtime: no allocation
struct MuteReminder: BitwiseCopyable {
    private var spoken = MediaTime.zero
    private var untilNext = MediaTime.zero
    /// Is to be told in this tick.
    private(set) var isDue = false

    /// Takes in one block.
    mutating func note(isMuted: Bool, _ voice: borrowing VoiceActivity, tick: MediaTime) {
        isDue = false
        untilNext = max(untilNext - tick, .zero)
        guard isMuted, voice.isActive else {
            spoken = .zero
            return
        }
        if voice.isVoice { spoken += tick }
        guard spoken >= Chosen.mutedVoice, untilNext == .zero else { return }
        isDue = true
        spoken = .zero
        untilNext = Chosen.reminderInterval
    }
}
