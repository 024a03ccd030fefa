import Codecs
import Conference
import MediaLink
import MediaTypes

/// What came of a call.
public struct CallSummary: Sendable, Codable, Equatable {
    /// How the sound fared in one direction; nil is what nobody could tell.
    public struct Way: Sendable, Codable, Equatable {
        /// Packets sent, as the sender counts; from the server, as its sequence numbers say.
        public var sent: Int?
        /// As the receiver counts.
        public var received: Int?
        public var lost: Int?
        public var lossPercent: Double?
        /// Of the lost packets, those whose sound was had by redundancy or FEC.
        public var recovered: Int?
        /// RFC 3550 section 6.4.1.
        public var jitterMs: Double?
        /// What the receiver's jitter buffer aims at, at the end.
        public var bufferTargetMs: Double?
        /// Of the sound that the receiver played.
        public var madeUpPercent: Double?
    }

    public struct Participant: Sendable, Codable, Equatable {
        public var handle: String
        public var recording: String?
        public var toServer: Way
        public var fromServer: Way
        /// By RTCP; nil before both ends have reported.
        public var roundTripMs: Double?
    }

    public var room: String
    public var codec: String
    public var seconds: Double
    public var endedByServer: Bool
    public var participants: [Participant]

    init(_ plan: CallPlan, seconds: Double, endedByServer: Bool, parties: [(CallParty, LegReport, MediaSnapshot?)]) {
        room = plan.room
        codec = plan.sends.format.kind.name
        self.seconds = (seconds * 100).rounded() / 100
        self.endedByServer = endedByServer
        participants = parties.map { party, report, told in
            Participant(
                handle: party.handle, recording: party.recording, toServer: Way(report, told: told), fromServer: Way(heard: report),
                roundTripMs: report.roundTrip.map(Self.ms))
        }
    }

    fileprivate static func ms(_ time: MediaTime) -> Double { Double((time.nanoseconds + 500) / 1_000) / 1_000 }

    /// - Returns: nil of nothing
    fileprivate static func percent(_ part: Int, of whole: Int) -> Double? {
        whole > 0 ? (Double(part) / Double(whole) * 10_000).rounded() / 100 : nil
    }
}

extension CallSummary.Way {
    /// To the server, which knows what came of the packets.
    fileprivate init(_ report: LegReport, told: MediaSnapshot?) {
        sent = report.counters.sent
        guard let told else { return }
        received = told.packets.received
        lost = told.packets.lost
        lossPercent = CallSummary.percent(told.packets.lost, of: told.packets.received + told.packets.lost)
        recovered = told.packets.recoveredByRED + told.packets.recoveredByFEC
        jitterMs = told.jitterMs
        bufferTargetMs = told.bufferTargetMs
        madeUpPercent = told.concealedPercent
    }

    /// From the server.
    fileprivate init(heard report: LegReport) {
        sent = report.counters.received + report.counters.lost
        received = report.counters.received
        lost = report.counters.lost
        lossPercent = CallSummary.percent(report.counters.lost, of: report.counters.received + report.counters.lost)
        recovered = report.counters.recoveredByRED + report.counters.recoveredByFEC
        jitterMs = CallSummary.ms(report.jitter)
        bufferTargetMs = CallSummary.ms(report.bufferTarget)
        madeUpPercent = CallSummary.percent(report.concealedFrames, of: report.playedFrames)
    }
}
