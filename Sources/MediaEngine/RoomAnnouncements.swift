import MediaLink
import MediaTypes
import MixKernels

/// What is said to everybody in a room: two announcements at once at most, each as loud as it comes.
/// - Realtime: no allocation after init
struct RoomAnnouncements: ~Copyable {
    private var older: Speech?
    private var newer: Speech?
    /// Begins when `older` has faded out.
    private var next: Speech?
    private let spoken: AudioBuffer
    /// Those that have ended in this tick.
    private var endedFirst: SpeechEnd?
    private var endedSecond: SpeechEnd?

    init(blockFrames: Int) { spoken = AudioBuffer(uninitializedCount: blockFrames) }

    var isEmpty: Bool { older == nil && newer == nil }

    /// - Returns: an announcement that will not even begin
    mutating func say(_ new: Speech) -> Speech? {
        if older == nil {
            older = new
        } else if newer == nil {
            newer = new
        } else {
            let dropped = next
            next = new
            return dropped
        }
        return nil
    }

    /// Adds one block of each.
    mutating func mix(into bus: inout MutableSpan<Float>) {
        if var speech = older {
            let isStopping = next != nil
            add(&speech, into: &bus, gainTo: isStopping ? 0 : 1)
            older = speech
            if isStopping || speech.isOver {
                endedFirst = SpeechEnd(id: speech.id, end: isStopping ? .stopped : .played)
                older = nil
            }
        }
        if var speech = newer {
            add(&speech, into: &bus, gainTo: 1)
            newer = speech
            if speech.isOver {
                endedSecond = SpeechEnd(id: speech.id, end: .played)
                newer = nil
            }
        }
        if older == nil { older = newer.take() }
        if let waiting = next.take() { if older == nil { older = waiting } else { newer = waiting } }
    }

    private func add(_ speech: inout Speech, into bus: inout MutableSpan<Float>, gainTo: Float) {
        speech.take(into: spoken)
        Kernels.add(spoken.samples(spoken.count).span, into: &bus, gainFrom: 1, gainTo: gainTo)
    }

    /// One of those that have ended and were not told yet.
    mutating func takeEnded() -> SpeechEnd? { endedFirst.take() ?? endedSecond.take() }

    /// The room closes.
    /// - Returns: one of those that end with it
    mutating func drop() -> Speech? { older.take() ?? newer.take() ?? next.take() }
}
