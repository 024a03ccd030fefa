/// A peak limiter that looks ahead by one millisecond, and whose gain is a polyline without steps: nothing clips, nothing clicks.
/// - Shape: blocks of whole milliseconds, mono Float; the output is the input `delayFrames` later
/// - Realtime: no allocation after init; a block that needs no limiting costs one level and one copy
public struct Limiter: ~Copyable {
    /// Frames of one segment: one millisecond. The gain is linear within a segment.
    private let segment: Int
    private let ceiling: Float
    /// Part of the missing gain that comes back in a segment: a time constant of 150 ms.
    private let release: Float = 1.0 / 150
    /// The segment that has come in and not gone out.
    private let held: SampleMemory
    private let incoming: SampleMemory
    private var heldPeak: Float = 0
    /// The gain at the border between what went out last and what goes out next.
    private var gain: Float = 1

    /// - Units: sampleRate in Hz; ceiling linear: no output sample is larger
    public init(sampleRate: Int, ceiling: Float = 0.98) {
        segment = max(sampleRate / 1_000, 1)
        self.ceiling = ceiling
        held = SampleMemory(count: segment)
        incoming = SampleMemory(count: segment)
    }

    public var delayFrames: Int { segment }

    /// Limits in place. Frames after the last whole millisecond are left as they are.
    public mutating func process(_ samples: inout MutableSpan<Float>) {
        let segment = segment
        samples.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            var at = 0
            while at + segment <= buffer.count {
                advance(base + at)
                at += segment
            }
        }
    }

    /// One segment comes in at `place`, the one before it goes out there.
    private mutating func advance(_ place: UnsafeMutablePointer<Float>) {
        incoming.base.copy(from: place, count: segment)
        let peak = Kernels.level(incoming.buffer(0, segment).span).peak
        // The gain at a border has to serve the segments on both of its sides.
        let needed = min(neededGain(heldPeak), neededGain(peak))
        let recovered = gain + (1 - gain) * release
        let next = min(needed, recovered > 0.9999 ? 1 : recovered)
        place.copy(from: held.base, count: segment)
        if gain < 1 || next < 1 {
            var outgoing = UnsafeMutableBufferPointer(start: place, count: segment).mutableSpan
            Kernels.scale(&outgoing, gainFrom: gain, gainTo: next)
        }
        held.copy(from: incoming)
        heldPeak = peak
        gain = next
    }

    private func neededGain(_ peak: Float) -> Float { peak > ceiling ? ceiling / peak : 1 }

    /// Goes on exactly as `other` would. Both must have been made for the same rate.
    public mutating func copy(from other: borrowing Limiter) {
        held.copy(from: other.held)
        heldPeak = other.heldPeak
        gain = other.gain
    }

    public mutating func reset() {
        held.clear()
        heldPeak = 0
        gain = 1
    }
}
