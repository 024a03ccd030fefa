import MediaTypes

/// Tells voice from noise by level: what stands out from the least level of the last 5 s is voice.
/// - Realtime: no allocation; O(1) a block
struct VoiceActivity {
    private static var windowCount: Int { 10 }
    /// In dB.
    private static var fallPerSecond: Float { 10 }
    private let tick: MediaTime
    var hangover: MediaTime
    private let release: Float

    private var minima: InlineArray<10, Float> = .init(repeating: 0)
    private var closedWindows = 0
    private var windowMinimum: Float = 0
    private var windowAge = MediaTime.zero
    /// How long voice has been there, and how much longer the leg is held active.
    private var voiced = MediaTime.zero
    private var held = MediaTime.zero

    /// Follows rises at once, and falls so slowly while the leg is active that a pause between syllables costs less than the bonus of a
    /// talker: by it talkers are compared.
    private(set) var level = Decibels(-127)
    private(set) var noiseFloor = Chosen.unknownFloor
    /// Voice, or the hangover after it.
    private(set) var isActive = false
    /// Voice in this very block.
    private(set) var isVoice = false

    init(tick: MediaTime, hangover: MediaTime) {
        self.tick = tick
        self.hangover = hangover
        release = min(Float(tick.milliseconds) / 200, 1)
    }

    /// Takes in the level of one block.
    mutating func update(_ block: Decibels) {
        follow(block.value)
        updateFloor(block.value)
        isVoice = block > Chosen.quietestVoice && block.value > noiseFloor.value + Chosen.voiceAboveFloor
        if isVoice {
            voiced = min(voiced + tick, hangover)
            // A click is not held as long as a sentence.
            held = max(held, min(max(voiced * 3, .milliseconds(100)), hangover))
            isActive = true
        } else {
            held -= tick
            if held <= .zero {
                isActive = false
                voiced = .zero
                held = .zero
            }
        }
    }

    /// A leg that sends nothing: its floor is not learned from.
    mutating func updateWithSilence() {
        follow(-127)
        isVoice = false
        held -= tick
        if held <= .zero {
            isActive = false
            voiced = .zero
            held = .zero
        }
    }

    private mutating func follow(_ block: Float) {
        let fall = isActive ? Self.fallPerSecond * Float(tick.seconds) : max(level.value - block, 0) * release
        level.value = max(block, level.value - fall)
    }

    private mutating func updateFloor(_ block: Float) {
        windowMinimum = windowAge == .zero ? block : min(windowMinimum, block)
        noiseFloor.value = min(noiseFloor.value, block)
        windowAge += tick
        guard windowAge >= Chosen.floorWindow else { return }
        windowAge = .zero
        minima[closedWindows % Self.windowCount] = windowMinimum
        closedWindows += 1
        guard closedWindows >= Chosen.trustingWindows else { return }
        var floor = windowMinimum
        for i in 0..<min(closedWindows, Self.windowCount) { floor = min(floor, minima[i]) }
        noiseFloor.value = floor
    }
}
