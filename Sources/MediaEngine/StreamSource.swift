import MediaTypes

/// Which RTP source a leg listens to, and its sequence numbers without the wrap.
/// - Source: RFC 3550 sections 8.2 and appendix A.1, in simpler form: two packets in a row prove a new source or a restart
struct StreamSource {
    enum Verdict: Equatable {
        /// The number, extended to 64 bits.
        case accepted(Int64)
        /// The stream begins anew with this packet.
        case restarted(Int64)
        case refused
    }

    private(set) var ssrc: UInt32 = 0
    private var hasSource = false
    private var highest: Int64 = 0
    private var lastHeard = MediaTime.never
    private var candidate: UInt32 = 0
    private var candidateSequence = SequenceNumber(0)
    private var candidateCount = 0

    mutating func judge(ssrc: UInt32, sequence: SequenceNumber, at now: MediaTime) -> Verdict {
        guard hasSource else { return begin(ssrc, sequence, now) }
        if ssrc == self.ssrc {
            let distance = SequenceNumber(UInt16(truncatingIfNeeded: highest)).distance(to: sequence)
            if distance < Specified.maxDropout, distance > -Specified.maxMisorder {
                let extended = highest + Int64(distance)
                highest = max(highest, extended)
                lastHeard = now
                candidateCount = 0
                return .accepted(extended)
            }
        } else if now - lastHeard > .milliseconds(100) {
            // The old source has gone silent: a phone that was transferred, a sender started again.
            return begin(ssrc, sequence, now)
        }
        if candidateCount > 0, candidate == ssrc, sequence == candidateSequence.advanced(by: 1) {
            candidateCount += 1
        } else {
            candidate = ssrc
            candidateCount = 1
        }
        candidateSequence = sequence
        return candidateCount >= (ssrc == self.ssrc ? 2 : 4) ? begin(ssrc, sequence, now) : .refused
    }

    /// A packet of the stream that holds no audio.
    /// - Returns: its number; nil when it does not belong to the source
    mutating func noteOther(ssrc: UInt32, sequence: SequenceNumber, at now: MediaTime) -> Int64? {
        let distance = SequenceNumber(UInt16(truncatingIfNeeded: highest)).distance(to: sequence)
        guard hasSource, ssrc == self.ssrc, distance < Specified.maxDropout, distance > -Specified.maxMisorder else { return nil }
        let extended = highest + Int64(distance)
        highest = max(highest, extended)
        lastHeard = now
        return extended
    }

    private mutating func begin(_ ssrc: UInt32, _ sequence: SequenceNumber, _ now: MediaTime) -> Verdict {
        hasSource = true
        self.ssrc = ssrc
        // Far enough from zero that packets from before the first one have a number too.
        highest = 0x1_0000 + Int64(sequence.value)
        lastHeard = now
        candidateCount = 0
        return .restarted(highest)
    }
}
