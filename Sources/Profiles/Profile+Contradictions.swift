import MediaTypes

extension Profile {
    /// Values that are right one by one but not together.
    struct Contradiction: Hashable, Sendable {
        /// Any of which could be changed.
        let keys: [String]
        /// What is wrong and what would be right.
        let explanation: String
    }

    /// All that does not fit together; empty for a profile that can run.
    func contradictions() -> [Contradiction] {
        packetContradictions() + orderContradictions() + bandwidthContradictions()
    }

    private func packetContradictions() -> [Contradiction] {
        // A packet is filled from whole mixed blocks.
        [("packet.ptime", packet.ptime), ("packet.max_ptime", packet.maxPtime)].compactMap { key, ptime in
            guard mix.tick > .zero, ptime.nanoseconds % mix.tick.nanoseconds != 0 else { return nil }
            let format = ValueFormat<MediaTime>.time
            return Contradiction(
                keys: [key, "mix.tick"],
                explanation: "\(key) is \(format.write(ptime)), but packets hold whole ticks of \(format.write(mix.tick)): "
                    + "write \(key): \(format.write(mix.tick)) or a multiple, or mix.tick: 10ms")
        }
    }

    private func orderContradictions() -> [Contradiction] {
        let pairs: [(low: String, high: String, holds: Bool)] = [
            ("packet.ptime", "packet.max_ptime", packet.ptime <= packet.maxPtime),
            ("opus.min_bitrate", "opus.bitrate", opus.minBitrate <= opus.bitrate),
            ("opus.bitrate", "opus.max_bitrate", opus.bitrate <= opus.maxBitrate),
            ("jitter.min", "jitter.start", jitter.min <= jitter.start),
            ("jitter.start", "jitter.max", jitter.start <= jitter.max),
            ("mix.talkers", "limits.participants", mix.talkers <= limits.participants),
        ]
        var found = pairs.filter { !$0.holds }.map { pair in
            let low = text(pair.low) ?? ""
            let high = text(pair.high) ?? ""
            return Contradiction(keys: [pair.low, pair.high], explanation: "\(pair.low) (\(low)) must be at most \(pair.high) (\(high))")
        }
        if fec.lightFrom >= fec.heavyFrom {
            let light = ValueFormat<Percentage>.percentage.write(fec.lightFrom)
            let heavy = ValueFormat<Percentage>.percentage.write(fec.heavyFrom)
            found.append(
                Contradiction(
                    keys: ["fec.light_from", "fec.heavy_from"],
                    explanation: "fec.light_from (\(light)) must be below fec.heavy_from (\(heavy))"))
        }
        return found
    }

    private func bandwidthContradictions() -> [Contradiction] {
        guard opus.bandwidth > mix.rate.widestBandwidth else { return [] }
        let rate = ValueFormat<SampleRate>.sampleRate
        let explanation =
            "opus.bandwidth is \(opus.bandwidth), but mix.rate \(rate.write(mix.rate)) carries \(mix.rate.widestBandwidth) at most: "
            + "write opus.bandwidth: \(mix.rate.widestBandwidth), or mix.rate: \(rate.write(opus.bandwidth.lowestRate))"
        return [Contradiction(keys: ["opus.bandwidth", "mix.rate"], explanation: explanation)]
    }
}
