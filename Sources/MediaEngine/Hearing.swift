import MediaLink
import MediaTypes
import MixKernels

/// What one leg hears besides its room, or in its place, and how loud: announcements, the way into a room and out of it, its own volume.
/// All of it changes by ramps over one block. While anything here is not as for everybody, the leg has an encoder of its own.
/// - Realtime: no allocation after init
struct Hearing: ~Copyable {
    private var speech: Speech?
    /// Begins when `speech` has faded out.
    private var next: Speech?
    private var isStopping = false
    /// The block of the announcement, while there is one.
    private let spoken: AudioBuffer
    /// Whether `spoken` is heard in this tick.
    private(set) var isSpeaking = false
    /// An announcement that has ended in this tick.
    private(set) var ended: SpeechEnd?
    /// How long what else is heard stays lowered: another announcement may follow.
    private var lowered = MediaTime.zero

    /// The share of the room in this tick, linear: from the block's beginning to its end.
    private(set) var roomFrom: Float = 1
    private(set) var roomTo: Float = 1
    private(set) var speechFrom: Float = 0
    private(set) var speechTo: Float = 0
    /// Of everything that is heard, linear.
    var gain: Float = 1

    init(blockFrames: Int) { spoken = AudioBuffer(uninitializedCount: blockFrames) }

    /// Hears something else than everybody in the room who is not heard.
    var isPrivate: Bool { isSpeaking || roomFrom != 1 || roomTo != 1 }

    private var isDeafToRoom: Bool { roomFrom == 0 && roomTo == 0 }

    /// What is heard in this tick: `source` is what would be without all this.
    func shape(_ source: inout MixSource) {
        source.roomFrom = roomFrom
        source.roomTo = roomTo
        if isDeafToRoom { source.isSilent = true }
        guard isSpeaking else { return }
        source.isSilent = false
        source.speech = spoken.samples(spoken.count)
        source.speechFrom = speechFrom
        source.speechTo = speechTo
    }

    /// A leg that is new to the engine hears its room at once.
    mutating func begin(inRoom: Bool) {
        roomTo = inRoom ? gain : 0
        roomFrom = roomTo
    }

    /// - Returns: an announcement that will not even begin
    mutating func say(_ new: Speech) -> Speech? {
        let dropped = next
        next = new
        isStopping = speech != nil
        return dropped
    }

    /// - Returns: an announcement that will not even begin
    mutating func stop() -> Speech? {
        let dropped = next
        next = nil
        isStopping = speech != nil
        return dropped
    }

    /// The leg goes.
    /// - Returns: announcements that end with it
    mutating func end() -> (Speech?, Speech?) {
        defer {
            speech = nil
            next = nil
            isStopping = false
        }
        return (speech, next)
    }

    /// One tick further: what is said, and the shares to mix it by.
    /// - Parameters:
    ///   - inRoom: in a room and not about to leave it
    ///   - isHeeded: anything is sent to the leg; else announcements pass unheard
    mutating func advance(_ tick: MediaTime, inRoom: Bool, isHeeded: Bool) {
        roomFrom = roomTo
        speechFrom = speechTo
        ended = nil
        var share: Float = inRoom ? 1 : 0
        if speech == nil, next != nil {
            speech = next.take()
            speechFrom = gain
        }
        isSpeaking = speech != nil
        if var current = speech {
            if isHeeded { current.take(into: spoken) } else { current.pass(frames: spoken.count) }
            speechTo = isStopping ? 0 : gain
            share *= current.sound.manner == .inFront ? Chosen.loweredShare : 0
            if isStopping || current.isOver {
                ended = SpeechEnd(id: current.id, end: isStopping ? .stopped : .played)
                speech = nil
                lowered = isStopping || current.sound.manner != .inFront ? .zero : Chosen.loweredAfterwards
            } else {
                speech = current
            }
            isStopping = false
        } else {
            speechTo = 0
            if lowered > .zero { share *= Chosen.loweredShare }
            lowered = max(lowered - tick, .zero)
        }
        roomTo = share * gain
    }
}
