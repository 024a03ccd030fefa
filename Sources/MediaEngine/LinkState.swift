import CLinux
import MediaLink
import MediaTypes
import RTP

/// What RTCP knows of one participant's link, in both directions.
/// - Realtime: no allocation
/// - Source: RFC 3550 section 6 and appendix A
struct LinkState {
    private let clockRate: Int
    private var random: SplitMix64

    // What comes in.
    private var firstSequence: Int64 = -1
    private var highestSequence: Int64 = -1
    private(set) var received = 0
    private var expectedBefore = 0
    private var receivedBefore = 0
    /// What the participant sends with; 0 before its first packet.
    private(set) var remoteSSRC: UInt32 = 0
    private var lastTransit: MediaTime?
    /// In clock ticks.
    private(set) var jitter: Float = 0
    private var lastSenderReport: UInt32 = 0
    private var lastSenderReportAt = MediaTime.never
    /// Who sends the reports; 0 before the first one.
    private var reporterSSRC: UInt32 = 0
    /// The other end has said goodbye.
    private(set) var hasEnded = false

    // What goes out.
    private var nextReport = MediaTime.zero
    private var packetsAtLastReport: UInt32 = 0
    /// Of what the participant receives, smoothed; negative before the first report.
    private var reportedLoss: Float = -1
    private(set) var roundTrip: MediaTime?
    private(set) var lossTier = LossTier.none
    private var sentReports = SentReports()
    /// Of the report that was handled last.
    private(set) var echo = ReportEcho.none

    init(clockRate: Int, seed: UInt64) {
        self.clockRate = clockRate
        random = SplitMix64(seed: seed)
    }

    /// - Units: percent; nil before the first report
    var remoteLossPercent: Float? { reportedLoss < 0 ? nil : reportedLoss }
    var lost: Int { max(expected - received, 0) }
    private var expected: Int { firstSequence < 0 ? 0 : Int(highestSequence - firstSequence) + 1 }
    var jitterTime: MediaTime { .microseconds(Int64(jitter * 1_000_000 / Float(clockRate))) }

    /// Takes in one packet of the stream. The timestamp of a telephone key stands still, so it says nothing about jitter.
    mutating func note(_ header: RTPHeader, sequence: Int64, isAudio: Bool = true, at now: MediaTime) {
        if firstSequence < 0 || header.ssrc != remoteSSRC || sequence < firstSequence - 1_000 || sequence > highestSequence + Int64(Specified.maxDropout) {
            firstSequence = sequence
            highestSequence = sequence
            remoteSSRC = header.ssrc
            received = 0
            expectedBefore = 0
            receivedBefore = 0
            lastTransit = nil
        }
        received += 1
        highestSequence = max(highestSequence, sequence)
        guard isAudio else {
            lastTransit = nil
            return
        }
        // Differences of the arrival time in clock ticks and of the timestamp, both modulo 2^32 (appendix A.8).
        let arrival = UInt32(truncatingIfNeeded: now.nanoseconds / 1_000 &* Int64(clockRate) / 1_000_000)
        let transit = MediaTime(nanoseconds: Int64(arrival &- header.timestamp.value))
        if let last = lastTransit {
            let difference = Int32(truncatingIfNeeded: transit.nanoseconds &- last.nanoseconds)
            jitter += (Float(difference.magnitude) - jitter) / 16
        }
        lastTransit = transit
    }

    /// Takes in a compound packet.
    /// - Returns: false when it is malformed
    mutating func handle(_ packet: RawSpan, ownSSRC: UInt32, settings: borrowing MediaSettings, at now: MediaTime) -> Bool {
        echo = .none
        guard var reader = RTCPReader(parsing: packet) else { return false }
        while let item = reader.next(in: packet) {
            switch item {
            case .senderReport(let info, let blocks):
                lastSenderReport = UInt32(truncatingIfNeeded: info.ntp >> 16)
                lastSenderReportAt = now
                reporterSSRC = info.ssrc
                note(blocks, packet, ownSSRC, settings, now)
            case .receiverReport(let ssrc, let blocks):
                reporterSSRC = ssrc
                note(blocks, packet, ownSSRC, settings, now)
            // Of the source that is there now, not of one that it has replaced. Who only listens is known by its reports.
            case .goodbye(let ssrc): if ssrc == (firstSequence < 0 ? reporterSSRC : remoteSSRC) { hasEnded = true }
            case .sourceDescription, .other: break
            }
        }
        return true
    }

    private mutating func note(_ blocks: ReportBlocks, _ packet: RawSpan, _ ownSSRC: UInt32, _ settings: borrowing MediaSettings, _ now: MediaTime) {
        for index in 0..<blocks.count {
            guard let block = blocks.block(index, in: packet), block.ssrc == ownSSRC else { continue }
            let percent = Float(block.fractionLost) * 100 / 256
            reportedLoss = reportedLoss < 0 ? percent : (reportedLoss + percent) / 2
            lossTier = Self.tier(reportedLoss, lossTier, settings)
            guard block.lastSenderReport != 0 else { continue }
            if let sent = sentReports.find(block.lastSenderReport) {
                echo = .path(sent.path)
                let delay = MediaTime.microseconds((Int64(block.delaySinceLastSenderReport) * 1_000_000) >> 16)
                let trip = now - sent.sentAt - delay
                if trip >= .zero, trip < .seconds(60) { roundTrip = trip }
                continue
            }
            echo = .unknown(block.lastSenderReport)
            let units = Self.ntp(now) >> 16 & 0xFFFF_FFFF
            let elapsed = UInt32(truncatingIfNeeded: units) &- block.lastSenderReport &- block.delaySinceLastSenderReport
            // In 1/65536 s; more than a minute is a mistake.
            if elapsed < 60 << 16 { roundTrip = .microseconds((Int64(elapsed) * 1_000_000) >> 16) }
        }
    }

    /// Up at a threshold, down at half of it: a link at the border does not switch with every report.
    private static func tier(_ loss: Float, _ tier: LossTier, _ settings: borrowing MediaSettings) -> LossTier {
        if loss >= (tier == .heavy ? settings.heavyLossPercent / 2 : settings.heavyLossPercent) { return .heavy }
        return loss >= (tier == .none ? settings.lightLossPercent : settings.lightLossPercent / 2) ? .light : .none
    }

    /// The time as RTCP writes it: seconds and fractions, of the monotonic clock, which a jump of the wall clock does not touch.
    static func ntp(_ now: MediaTime) -> UInt64 {
        let (seconds, rest) = UInt64(max(now.nanoseconds, 0)).quotientAndRemainder(dividingBy: 1_000_000_000)
        return seconds << 32 | (rest << 32) / 1_000_000_000
    }

    /// The time for a report that goes to the path of a mobile leg, by which its echo is known again. It is a little earlier than the
    /// truth, by lot, so that nobody who has not read it can echo it.
    mutating func stamp(at now: MediaTime, path: UInt32) -> UInt64 {
        let early = Int64(random.next() % UInt64(Chosen.stampSpread.nanoseconds))
        let ntp = Self.ntp(now - .nanoseconds(early))
        sentReports.insert(stamp: UInt32(truncatingIfNeeded: ntp >> 16), at: now, path: path)
        return ntp
    }

    /// Whether a report is due; if so the next one is planned, at the pace of RFC 3550 section 6.3 for a session of two.
    mutating func isReportDue(at now: MediaTime) -> Bool {
        guard now >= nextReport else { return false }
        let isFirst = nextReport == .zero
        let interval = Float(Specified.reportInterval.milliseconds) * (isFirst ? 0.5 : 1) * (0.5 + random.nextUnit()) / Specified.reportCompensation
        nextReport = now + .milliseconds(Int64(interval))
        return !isFirst
    }

    /// Writes SR or RR, SDES, and BYE at the end of a leg.
    /// - Parameter isProbe: an SR even if nothing was sent: it is to be echoed
    /// - Returns: bytes written; 0 when they do not fit
    mutating func writeReport(
        _ own: SenderInfo, cname: RawSpan, isProbe: Bool, isGoodbye: Bool, at now: MediaTime, into packet: inout MutableRawSpan
    ) -> Int {
        let block = reportBlock(at: now)
        let hasSent = isProbe || own.packetCount != packetsAtLastReport
        packetsAtLastReport = own.packetCount
        var length = hasSent ? RTCPWriter.writeSenderReport(own, block: block, at: 0, into: &packet)
            : RTCPWriter.writeReceiverReport(ssrc: own.ssrc, block: block, at: 0, into: &packet)
        guard length > 0 else { return 0 }
        let description = RTCPWriter.writeSourceDescription(ssrc: own.ssrc, cname: cname, at: length, into: &packet)
        guard description > 0 else { return 0 }
        length += description
        if isGoodbye { length += RTCPWriter.writeGoodbye(ssrc: own.ssrc, at: length, into: &packet) }
        return length
    }

    /// RFC 3550 appendix A.3.
    private mutating func reportBlock(at now: MediaTime) -> ReportBlock? {
        guard firstSequence >= 0 else { return nil }
        let expectedNow = expected - expectedBefore
        let lostNow = expectedNow - (received - receivedBefore)
        expectedBefore = expected
        receivedBefore = received
        let fraction = expectedNow > 0 && lostNow > 0 ? UInt8(truncatingIfNeeded: min(lostNow * 256 / expectedNow, 255)) : 0
        let sinceReport = now - lastSenderReportAt
        let hasReport = lastSenderReport != 0 && sinceReport < .seconds(3_600)
        return ReportBlock(
            ssrc: remoteSSRC, fractionLost: fraction, cumulativeLost: Int32(truncatingIfNeeded: min(max(expected - received, -0x80_0000), 0x7F_FFFF)),
            extendedHighestSequence: UInt32(truncatingIfNeeded: highestSequence - 0x1_0000), jitter: UInt32(max(jitter, 0)),
            lastSenderReport: hasReport ? lastSenderReport : 0,
            delaySinceLastSenderReport: hasReport ? UInt32(truncatingIfNeeded: ((sinceReport.nanoseconds / 1_000) << 16) / 1_000_000) : 0)
    }
}
