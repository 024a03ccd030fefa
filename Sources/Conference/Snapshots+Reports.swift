import Codecs
import MediaLink
import MediaTypes

extension MediaTime {
    /// Rounded to microseconds: more digits would only be noise to a reader.
    var roundedMs: Double { Double((nanoseconds + 500) / 1_000) / 1_000 }
}

extension Double {
    /// To one hundredth.
    var rounded2: Double { (self * 100).rounded() / 100 }
}

extension ParticipantSnapshot {
    init(_ participant: Participant, route: MediaRoute?) {
        let leg = participant.leg
        let terms = leg?.terms
        self.init(
            handle: participant.handle.text, room: participant.room.text, kind: participant.kind, role: participant.role,
            name: participant.name?.text, phone: participant.phone, lastDigits: participant.lastDigits, isInLobby: participant.isInLobby,
            isMuted: participant.isSilenced, hasHandUp: participant.hasHandUp, gainDB: Double(participant.gain.value).rounded2, quality: leg?.line.quality,
            codec: terms?.format.kind.name, sampleRate: terms?.format.sampleRate, direction: terms?.direction.name, isEncrypted: terms?.isEncrypted,
            packetTimeMs: terms?.packetTime.roundedMs, bitsPerSecond: terms.flatMap { $0.format.kind == .opus ? Int($0.bitrate.bitsPerSecond) : nil },
            localPort: leg.map { Int($0.place.localPort) }, ssrc: leg?.place.ssrc, payloadType: terms.map { Int($0.payloadType) }, route: route,
            media: leg.flatMap { leg in leg.report.map { MediaSnapshot($0, lossPercent: leg.loss.percent) } })
    }
}

extension MediaSnapshot {
    init(_ report: LegReport, lossPercent: Double?) {
        let played = report.playedFrames
        self.init(
            isTalking: report.isTalking, levelDB: Double(report.level.value).rounded2, jitterMs: report.jitter.roundedMs,
            bufferDelayMs: report.bufferDelay.roundedMs, bufferTargetMs: report.bufferTarget.roundedMs, lossPercent: lossPercent?.rounded2,
            remoteLossPercent: report.remoteLossPercent.map { Double($0).rounded2 }, roundTripMs: report.roundTrip?.roundedMs,
            concealedPercent: played > 0 ? (100 * Double(report.concealedFrames) / Double(played)).rounded2 : nil,
            concealedFrames: report.concealedFrames, playedFrames: played, encodeClass: report.encodeClass.map(Int.init), packets: PacketSnapshot(report.counters))
    }
}

extension PacketSnapshot {
    init(_ counters: LegCounters) {
        self.init(
            received: counters.received, receivedBytes: counters.receivedBytes, sent: counters.sent, sentBytes: counters.sentBytes,
            lost: counters.lost, late: counters.late, duplicates: counters.duplicates, recoveredByRED: counters.recoveredByRED,
            recoveredByFEC: counters.recoveredByFEC, malformed: counters.malformed, unknownPayload: counters.unknownPayload,
            forged: counters.forged, overRate: counters.overRate, strangers: counters.strangers, unsent: counters.unsent)
    }
}

extension LoadSnapshot {
    init(_ report: LoadReport) {
        self.init(
            load: (report.load * 10_000).rounded() / 10_000, meanTickMs: report.meanTick.roundedMs,
            longestTickMs: report.longestTick.roundedMs, periodMs: report.period.roundedMs, ticks: report.ticks,
            missedTicks: report.missedTicks, talkers: report.talkers, encodeClasses: report.encodeClasses,
            privateEncoders: report.privateEncoders, degradation: report.degradation.name,
            strangers: report.strangers, unsent: report.unsent)
    }
}

extension LegDirection {
    /// As the command line and the answers write it.
    public var name: String {
        switch self {
        case .sendReceive: "sendReceive"
        case .listenOnly: "listenOnly"
        case .sendOnly: "sendOnly"
        case .inactive: "inactive"
        }
    }
}

extension Degradation {
    var name: String {
        switch self {
        case .none: "none"
        case .refusesParticipants: "refusesParticipants"
        case .lowersComplexity: "lowersComplexity"
        case .capsTalkers: "capsTalkers"
        }
    }
}
