import MediaLink
import MediaTypes
import MixKernels

/// An announcement on its way: the next block of it, again and again.
/// - Realtime: no allocation; the memory is the control side's, which keeps it until the end is told
struct Speech: BitwiseCopyable {
    let id: AnnouncementID
    let sound: AnnouncementSound
    /// Begins again after its end.
    let isEndless: Bool
    private var position = 0

    init(_ id: AnnouncementID, _ sound: AnnouncementSound, isEndless: Bool) {
        self.id = id
        self.sound = sound
        // Nothing again and again would never fill a block.
        self.isEndless = isEndless && sound.count > 0
    }

    var isOver: Bool { position >= sound.count && !isEndless }

    /// Writes the next block; silence after the end.
    mutating func take(into block: borrowing AudioBuffer) {
        var filled = 0
        while filled < block.count {
            if position >= sound.count, isEndless { position = 0 }
            let count = min(block.count - filled, sound.count - position)
            guard count > 0 else { break }
            var space = UnsafeMutableBufferPointer(start: block.base + filled, count: count).mutableSpan
            Kernels.toFloat(UnsafeBufferPointer(start: sound.samples + position, count: count).span, into: &space)
            position += count
            filled += count
        }
        if filled < block.count { (block.base + filled).update(repeating: 0, count: block.count - filled) }
    }

    /// One block further, unheard.
    mutating func pass(frames: Int) {
        position = isEndless ? (position + frames) % sound.count : min(position + frames, sound.count)
    }
}

/// How one announcement has ended.
struct SpeechEnd: BitwiseCopyable {
    let id: AnnouncementID
    let end: AnnouncementEnd
}
