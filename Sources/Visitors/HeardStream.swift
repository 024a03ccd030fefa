import MediaTypes
import RTP

/// What a visitor hears of the box: counts, and what receiver reports say of them.
/// - Source: RFC 3550 sections 6.4.1, A.3 and A.8
struct HeardStream {
    private(set) var received = 0
    /// Sequence numbers that did not come, late ones taken off again.
    private(set) var lost = 0
    private var ssrc: UInt32?
    private var highest: UInt32 = 0
    private var transit: Int32?
    private var jitter: Int32 = 0
    private var expectedAtReport = 0
    private var lostAtReport = 0
    private var senderReport: (stamp: UInt32, arrival: MediaTime)?

    /// Takes note of a packet.
    mutating func insert(_ header: RTPHeader, at now: MediaTime) {
        received += 1
        if ssrc != header.ssrc {
            ssrc = header.ssrc
            highest = UInt32(header.sequenceNumber.value)
        } else {
            let step = SequenceNumber(UInt16(truncatingIfNeeded: highest)).distance(to: header.sequenceNumber)
            if step > 0 {
                lost += step - 1
                highest &+= UInt32(step)
            } else {
                lost -= 1
            }
        }
        let arrival = Int32(truncatingIfNeeded: now.nanoseconds * 48 / 1_000_000)
        let transit = arrival &- Int32(bitPattern: header.timestamp.value)
        if let before = self.transit { jitter &+= (Int32(truncatingIfNeeded: (transit &- before).magnitude) &- jitter) / 16 }
        self.transit = transit
    }

    /// Takes note of what the box says of its stream.
    mutating func insert(_ report: SenderInfo, at now: MediaTime) { senderReport = (UInt32(truncatingIfNeeded: report.ntp >> 16), now) }

    /// What is to be said of it now; nil when nothing has come yet.
    mutating func report(at now: MediaTime) -> ReportBlock? {
        guard let ssrc else { return nil }
        let expected = received + lost
        let (newlyExpected, newlyLost) = (expected - expectedAtReport, lost - lostAtReport)
        expectedAtReport = expected
        lostAtReport = lost
        let share = newlyExpected > 0 ? max(newlyLost, 0) * 256 / newlyExpected : 0
        let delay = senderReport.map { ((now - $0.arrival).nanoseconds << 10) / 15_625_000 } ?? 0
        return ReportBlock(
            ssrc: ssrc, fractionLost: UInt8(min(share, 255)), cumulativeLost: Int32(truncatingIfNeeded: lost), extendedHighestSequence: highest,
            jitter: UInt32(bitPattern: jitter), lastSenderReport: senderReport?.stamp ?? 0,
            delaySinceLastSenderReport: UInt32(truncatingIfNeeded: delay))
    }
}
