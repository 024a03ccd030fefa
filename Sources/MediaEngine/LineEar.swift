import Codecs
import MediaLink
import MediaTypes

/// Listens to a telephone line for what is not meant for the room: key tones, and somebody's hold music.
/// - Realtime: no allocation after init
struct LineEar: ~Copyable {
    private var hearsKeys: Bool
    private var guardsMusic: Bool
    private var band: TelephoneBand
    #if !hasFeature(Embedded)
    private var keys = KeyToneDetector()
    #endif
    private var music = MusicGuard()
    private let silence: AudioBuffer
    /// The telephone sends its keys as events: what sounds like one besides would be the same key again.
    var sendsEvents = false
    /// What is to be told: a key, and that the guard has closed or opened.
    var pressed: UInt8?
    var musicChange: Bool?

    /// - Returns: nil where there is nothing to listen for
    init?(_ spec: LegSpec, settings: borrowing MediaSettings) {
        guard spec.listensForKeyTones || spec.guardsMusic, let band = TelephoneBand(mixRate: settings.mixRate, blockFrames: settings.blockFrames)
        else { return nil }
        hearsKeys = spec.listensForKeyTones
        guardsMusic = spec.guardsMusic
        self.band = band
        silence = AudioBuffer(count: settings.tick.frames(sampleRate: TelephoneBand.rate))
    }

    /// After another agreement.
    mutating func adapt(to spec: LegSpec) {
        hearsKeys = spec.listensForKeyTones
        guardsMusic = spec.guardsMusic
    }

    /// Takes in one block of the leg.
    /// - Returns: whether the room is to hear it
    mutating func listen(_ block: Span<Float>) -> Bool {
        let narrow = band.take(block)
        let hasKey = listenForKeys(narrow)
        // A key is neither music nor a voice.
        if guardsMusic, !hasKey { listenForMusic(narrow) }
        return !hasKey && !(guardsMusic && music.isClosed)
    }

    /// Nothing has come in this tick: a key that was down is not any more.
    mutating func listenToNothing() {
        #if !hasFeature(Embedded)
        if hearsKeys, keys.isSounding { _ = listenForKeys(silence.samples(silence.count)) }
        #endif
    }

    private mutating func listenForKeys(_ narrow: UnsafeBufferPointer<Float>) -> Bool {
        #if hasFeature(Embedded)
        return false
        #else
        guard hearsKeys else { return false }
        if let key = keys.process(narrow), !sendsEvents { pressed = key }
        return keys.isSounding
        #endif
    }

    private mutating func listenForMusic(_ narrow: UnsafeBufferPointer<Float>) {
        let before = music.isClosed
        music.process(narrow)
        if music.isClosed != before { musicChange = music.isClosed }
    }
}

extension Leg {
    /// What has been heard of the line so far still holds.
    mutating func goOnListening(from old: inout Leg) {
        guard ear != nil, old.ear != nil else { return }
        swap(&ear, &old.ear)
        ear?.pointee.adapt(to: spec)
    }

    /// On the heap: it is large, and most legs have none.
    static func ear(_ spec: LegSpec, settings: borrowing MediaSettings) -> UnsafeMutablePointer<LineEar>? {
        guard let ear = LineEar(spec, settings: settings) else { return nil }
        let place = UnsafeMutablePointer<LineEar>.allocate(capacity: 1)
        place.initialize(to: ear)
        return place
    }
}

extension MediaEngine {
    /// Between the phases: what the lines have been heard to say.
    mutating func tellWhatWasHeard() {
        for index in 0..<legCount {
            let leg = legs[Int(occupied[index])]
            guard let ear = leg.pointee.ear else { continue }
            if let key = ear.pointee.pressed, reports.pointee.insert(.digit(leg.pointee.identity.id, key)) { ear.pointee.pressed = nil }
            if let isHeard = ear.pointee.musicChange, reports.pointee.insert(.musicHeard(leg.pointee.identity.id, isHeard)) {
                ear.pointee.musicChange = nil
            }
        }
    }
}
