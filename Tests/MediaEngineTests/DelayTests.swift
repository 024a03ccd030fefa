import Codecs
import MediaEngine
import MediaLink
import MediaTypes
import Testing

/// What the box adds to the way of a sound, from RTP in to RTP out.
@Suite struct DelayTests {
    /// The time between the arrival of the packet that holds the onset of a burst and the sending of the packet that holds it, corrected
    /// by where within the two packets the onset is.
    private func delays(_ format: CodecFormat) -> [Double] {
        var random = SplitMix64(seed: 61)
        return (0..<40).map { _ in
            let box = VirtualBox()
            let phase = Double(random.nextUnit()) * 0.02
            let onset = 3 + Double(random.nextUnit()) * 0.02
            // The sender's clock is the box's but for the phase; packets are sent when their last sample is spoken.
            box.add(FarEnd(0, format, .burst(600, from: onset, to: 4), uplink: LinkQuality(delay: .zero), start: .nanoseconds(Int64(phase * 1e9))))
            let listener = box.add(FarEnd(1, format))
            box.run(for: .seconds(4))
            let audio = listener.heard()
            let reference = alone(format, onset: onset, phase: phase)
            guard let first = audio.firstIndex(where: { $0.magnitude > 0.03 }), let sent = reference.firstIndex(where: { $0.magnitude > 0.03 }) else { return .infinity }
            // `heard` counts from the start of the first block, and a block goes out when it ends; so does a packet at the sender.
            return Double(first) / 16 - (Double(sent) / 16 + phase * 1_000)
        }
    }

    /// What the burst is like after the sender's own codec alone.
    private func alone(_ format: CodecFormat, onset: Double, phase: Double) -> [Float] {
        let sender = FarEnd(0, format, .burst(600, from: onset, to: 4), uplink: LinkQuality(delay: .zero), start: .nanoseconds(Int64(phase * 1e9)))
        guard var decoder = AudioDecoder(format, outputRate: 16_000) else { return [] }
        return sender.send(until: .seconds(4)).flatMap { _, packet -> [Float] in
            let payload = Array(packet[12...])
            var block = [Float](repeating: 0, count: 320)
            var span = block.mutableSpan
            _ = decoder.decode(payload.span.bytes, into: &span)
            return block
        }
    }

    @Test(arguments: [CodecFormat.pcmu, .opus, .g722]) func aBurstIsPassedOnWithin45Milliseconds(format: CodecFormat) {
        let delays = delays(format)
        let median = Measure.median(delays)
        print("delay, RTP in to RTP out, \(format.kind): median \(median) ms, \(delays.min() ?? 0) to \(delays.max() ?? 0) ms")
        #expect(median <= 45)
    }
}
