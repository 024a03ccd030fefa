#if !hasFeature(Embedded)
import CLinux
import CSpanDSP
import MediaTypes
import MixKernels

/// Hears telephone keys (DTMF) in the audio of callers whose network sends no events.
///
/// spandsp's receiver looks at windows of 12.75 ms: two tones of the right frequencies, of like strength, and with nearly all the power.
/// Alone it wants 15 dB between key and noise. So it is given the band of the key tones only, where 10 dB at large are enough of it; what
/// it then takes for a key in speech is sorted out by us. A key is one that two windows in a row agree on, in which both tones go on
/// with their phase and their level, and hold most of the power of the whole band.
/// - Realtime: no allocation after init
/// - Source: ITU-T Q.23 and Q.24
public struct KeyToneDetector: ~Copyable {
    /// Samples of a window, as spandsp counts them.
    private static var windowFrames: Int { 102 }
    /// How much louder the low tone may be than the high one, and the high one than the low one, in dB: Q.24 asks for 4 to 8; lines that
    /// lose the high tones, and small microphones in front of a loudspeaker, do worse.
    private static var twistDB: Int32 { 12 }
    private static var reverseTwistDB: Int32 { 8 }
    /// Q.24: 1.5% off is a key. Noise makes phases waver by a little more.
    private static var frequencyTolerance: Double { 0.018 }
    private static var phaseNoise: Double { 0.15 }
    /// Levels of two windows of one tone are that close: 3 dB in power.
    private static var levelTolerance: Float { 2 }
    /// The two tones' share in the power of the whole band.
    private static var leastShare: Float { 0.4 }
    /// A gap of four windows, 51 ms, ends a key: a packet of 20 ms that is lost does not.
    private static var gapWindows: Int { 4 }
    /// The tones, low ones first, in Hz.
    private static var toneCount: Int { 8 }
    private static func frequency(_ tone: Int) -> Double {
        switch tone {
        case 0: 697
        case 1: 770
        case 2: 852
        case 3: 941
        case 4: 1_209
        case 5: 1_336
        case 6: 1_477
        default: 1_633
        }
    }

    private var receiver = dtmf_rx_state_t()
    /// What spandsp is given, and the same with its fractions.
    private let integers: UnsafeMutablePointer<Int16>
    private let window: AudioBuffer
    private var filled = 0
    private var wholePower: Float = 0
    private var filter = KeyBandFilter()
    /// For each tone: a step of one sample on its circle, a step of one window, and the cosine of how far the phase may be off then.
    private let steps: UnsafeMutablePointer<ToneStep>

    /// Key of the last window, and its tones.
    private var last: UInt8?
    private var lastLow = Phasor()
    private var lastHigh = Phasor()
    /// The key that is down and has been told.
    private var held: UInt8?
    private var windowsWithoutHeld = 0
    private var windowsWithoutAny = 0

    public init() {
        integers = .allocate(capacity: Self.windowFrames)
        integers.initialize(repeating: 0, count: Self.windowFrames)
        window = AudioBuffer(count: Self.windowFrames)
        steps = .allocate(capacity: Self.toneCount)
        for tone in 0..<Self.toneCount {
            let turn = 2 * Double.pi * Self.frequency(tone) / Double(TelephoneBand.rate)
            let inWindow = turn * Double(Self.windowFrames)
            steps[tone] = ToneStep(sample: Phasor(angle: -turn), window: Phasor(angle: inWindow),
                                   leastCosine: Float(clinux_cos(inWindow * Self.frequencyTolerance + Self.phaseNoise)))
        }
        windowsWithoutAny = Self.gapWindows
        start()
    }

    deinit {
        integers.deallocate()
        steps.deallocate()
    }

    private mutating func start() {
        _ = dtmf_rx_init(&receiver, nil, nil)
        dtmf_rx_parms(&receiver, 0, Self.twistDB, Self.reverseTwistDB, -99)
    }

    /// Whether a key is down, or what has just come may be one: it is for the box, not for the room.
    public var isSounding: Bool { held != nil || windowsWithoutAny < 2 }

    /// Listens to up to 20 ms at 8 kHz.
    /// - Returns: the key that has been pressed, 0 to 15 as RFC 4733 counts them, once for each press
    public mutating func process(_ samples: UnsafeBufferPointer<Float>) -> UInt8? {
        var pressed: UInt8?
        for sample in samples {
            wholePower += sample * sample
            window.base[filled] = filter.next(sample)
            filled += 1
            guard filled == Self.windowFrames else { continue }
            pressed = judge() ?? pressed
            filled = 0
            wholePower = 0
        }
        return pressed
    }

    /// Takes in a full window.
    private mutating func judge() -> UInt8? {
        var rounded = UnsafeMutableBufferPointer(start: integers, count: Self.windowFrames).mutableSpan
        Kernels.toInt16(window.samples(Self.windowFrames).span, into: &rounded)
        _ = dtmf_rx(&receiver, integers, Int32(Self.windowFrames))
        let before = last
        last = nil
        windowsWithoutAny = min(windowsWithoutAny + 1, Self.gapWindows)
        windowsWithoutHeld += 1
        if windowsWithoutHeld >= Self.gapWindows { held = nil }
        guard let key = Self.key(receiver.last_hit) else { return nil }
        let tones = Self.tones(of: key)
        let low = phasor(tones.low)
        let high = phasor(tones.high)
        guard (low.power + high.power) * 2 / Float(Self.windowFrames) >= Self.leastShare * wholePower else { return nil }
        let goesOn = key == before && isSame(tones.low, lastLow, low) && isSame(tones.high, lastHigh, high)
        last = key
        lastLow = low
        lastHigh = high
        windowsWithoutAny = 0
        if key == held { windowsWithoutHeld = 0 }
        guard goesOn, key != held else { return nil }
        held = key
        windowsWithoutHeld = 0
        return key
    }

    private func phasor(_ tone: Int) -> Phasor {
        let step = steps[tone].sample
        var turned = Phasor(real: 1, imaginary: 0)
        var sum = Phasor()
        for at in 0..<Self.windowFrames {
            let sample = window.base[at]
            sum.real += sample * turned.real
            sum.imaginary += sample * turned.imaginary
            turned = turned.times(step)
        }
        return sum
    }

    /// Whether two windows in a row hold one and the same tone.
    private func isSame(_ tone: Int, _ before: Phasor, _ now: Phasor) -> Bool {
        guard now.power < before.power * Self.levelTolerance, before.power < now.power * Self.levelTolerance else { return false }
        let expected = before.times(steps[tone].window)
        let agreement = expected.real * now.real + expected.imaginary * now.imaginary
        return agreement >= steps[tone].leastCosine * (expected.power * now.power).squareRoot()
    }

    /// What spandsp writes as a character.
    private static func key(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "*"): 10
        case UInt8(ascii: "#"): 11
        case UInt8(ascii: "A")...UInt8(ascii: "D"): 12 + character - UInt8(ascii: "A")
        default: nil
        }
    }

    /// Where the two tones of a key stand in the row of frequencies.
    private static func tones(of key: UInt8) -> (low: Int, high: Int) {
        switch key {
        case 1...9: (Int(key - 1) / 3, 4 + Int(key - 1) % 3)
        case 0: (3, 5)
        case 10: (3, 4)
        case 11: (3, 6)
        default: (Int(key) - 12, 7)
        }
    }
}

/// A complex number.
private struct Phasor: BitwiseCopyable {
    var real: Float = 0
    var imaginary: Float = 0

    init() {}

    init(real: Float, imaginary: Float) {
        self.real = real
        self.imaginary = imaginary
    }

    init(angle: Double) {
        real = Float(clinux_cos(angle))
        imaginary = Float(clinux_sin(angle))
    }

    var power: Float { real * real + imaginary * imaginary }

    func times(_ other: Phasor) -> Phasor {
        Phasor(real: real * other.real - imaginary * other.imaginary, imaginary: real * other.imaginary + imaginary * other.real)
    }
}

private struct ToneStep: BitwiseCopyable {
    var sample: Phasor
    var window: Phasor
    var leastCosine: Float
}

/// Passes 620 to 1,800 Hz, where the key tones are, and lowers the rest by 6 dB an octave: a Butterworth band pass of the first order.
private struct KeyBandFilter: BitwiseCopyable {
    private var first: Float = 0
    private var second: Float = 0

    mutating func next(_ input: Float) -> Float {
        let scaled = 0.333_187_38 * input
        let output = scaled + first
        first = second + 0.866_795_53 * output
        second = -scaled - 0.333_625_24 * output
        return output
    }
}
#endif
