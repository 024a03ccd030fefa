import MediaTypes

/// Brings every voice toward one level, slowly and within bounds: nobody whispers, nobody booms.
/// - Realtime: no allocation; one logarithm and one power a block with voice
struct Leveller {
    /// Nil: on its way out.
    private var target: Decibels?
    private var most: Float
    private static var least: Float { -12 }
    /// Loudness falls faster than it rises: being shouted at is worse than straining for two seconds.
    private static var risePerSecond: Float { 3 }
    private static var fallPerSecond: Float { 6 }
    private let tickSeconds: Float
    private var speechMeanSquare: Float = 0
    private var heard: Float = 0
    private var gainDB: Float = 0
    /// Linear.
    private(set) var gain: Float = 1

    init(target: Decibels, most: Decibels, tick: MediaTime) {
        self.target = target
        self.most = most.value
        tickSeconds = Float(tick.seconds)
    }

    /// Glides to another target from now on; without one, back to where voices are left as they come.
    mutating func tune(target: Decibels?, most: Decibels) {
        self.target = target
        self.most = most.value
    }

    /// Takes in one block of voice.
    mutating func update(voiceMeanSquare: Float) {
        // An average over the last second of voice; in the first second over what there is.
        heard = min(heard + tickSeconds, 1)
        speechMeanSquare += (voiceMeanSquare - speechMeanSquare) * (tickSeconds / heard)
        guard heard >= 0.3 else { return }
        let wanted = target.map { min(max(($0 - Decibels(meanSquare: speechMeanSquare)).value, Self.least), most) } ?? 0
        let step = min(max(wanted - gainDB, -Self.fallPerSecond * tickSeconds), Self.risePerSecond * tickSeconds)
        guard step != 0 else { return }
        gainDB += step
        gain = Decibels(gainDB).amplitude
    }
}
