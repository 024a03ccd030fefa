import Conference

/// How the box fares, for Prometheus. No label says which room, who, or from where: what a label can say is known before the box starts.
struct BoxMetrics {
    let box: BoxSnapshot
    let trunks: [TrunkSnapshot]
    let health: BoxHealth

    var text: String { families.map(\.text).joined() }

    var families: [MetricFamily] { people + work + packets + telephones }

    // MARK: people

    private var people: [MetricFamily] {
        let inside = box.participants.filter { !$0.isInLobby }
        return [
            .gauge("partyline_healthy", "Whether /healthz says that all is well.", health.isWell ? 1 : 0),
            .gauge("partyline_uptime_seconds", "Since the box started.", Double(box.upSeconds)),
            .gauge("partyline_rooms", "Rooms that are open.", Double(box.rooms.count)),
            .gauge("partyline_rooms_occupied", "Rooms with somebody inside.", Double(box.rooms.count { $0.participants > 0 })),
            .gauge(
                "partyline_participants", "Participants inside, by how they came.", by: "kind",
                ParticipantKind.allCases.map { kind in (kind.rawValue, inside.count { $0.kind == kind }) }),
            .gauge("partyline_participants_waiting", "Participants in lobbies.", Double(box.participants.count - inside.count)),
            .gauge("partyline_participants_limit", "How many the profile admits.", Double(box.participantLimit)),
            .gauge("partyline_talkers", "Participants who are heard now.", Double(box.load.talkers)),
        ]
    }

    // MARK: work

    private var work: [MetricFamily] {
        let load = box.load
        return [
            .gauge(
                "partyline_encoders", "Encoders in use: one for many who hear the same, or one for a single participant.", by: "use",
                [("shared", load.encodeClasses), ("own", load.privateEncoders)]),
            .counter("partyline_ticks_total", "Times that the box has mixed.", load.ticks),
            .counter("partyline_ticks_missed_total", "Times that it came too late for that.", load.missedTicks),
            .gauge("partyline_tick_period_seconds", "Time from one tick to the next.", load.periodMs / 1_000),
            .gauge("partyline_tick_mean_seconds", "What a tick took in the last second, on average.", load.meanTickMs / 1_000),
            .gauge("partyline_tick_longest_seconds", "What the longest tick of the last second took.", load.longestTickMs / 1_000),
            .gauge("partyline_load_ratio", "Mean tick over period; 1 is all there is.", load.load),
            .gauge(
                "partyline_degradation", "What is given up under overload: 1 for the step that the box has taken.", by: "step",
                Self.degradations.map { ($0, $0 == load.degradation ? 1 : 0) }),
        ]
    }

    private static let degradations = ["none", "refusesParticipants", "lowersComplexity", "capsTalkers"]

    // MARK: packets

    private var packets: [MetricFamily] {
        let all = box.packets
        return [
            .counter("partyline_packets_received_total", "Media packets from participants.", all.received),
            .counter("partyline_packets_sent_total", "Media packets to participants.", all.sent),
            .counter("partyline_received_bytes_total", "What these packets from participants held.", all.receivedBytes),
            .counter("partyline_sent_bytes_total", "What these packets to participants held.", all.sentBytes),
            .counter("partyline_packets_lost_total", "Packets to the box that never came.", all.lost),
            .counter("partyline_packets_late_total", "Packets to the box that came when their time was over.", all.late),
            .counter("partyline_packets_duplicate_total", "Packets to the box that came once more.", all.duplicates),
            .counter(
                "partyline_packets_recovered_total", "Lost packets that a later one made good.", by: "by",
                [("red", all.recoveredByRED), ("fec", all.recoveredByFEC)]),
            .counter(
                "partyline_packets_refused_total", "Packets that were thrown away.", by: "reason",
                [
                    ("malformed", all.malformed), ("unknownPayload", all.unknownPayload), ("forged", all.forged), ("overRate", all.overRate),
                    ("stranger", all.strangers + box.load.strangers),
                ]),
            .counter(
                "partyline_packets_unsent_total", "Packets to participants that found no room here, or in the system.", all.unsent + box.load.unsent),
        ]
    }

    // MARK: telephones

    private var telephones: [MetricFamily] {
        guard let refused = box.telephones else { return [] }
        return [
            .gauge("partyline_calls", "Calls, also those that are in no room yet.", Double(box.calls)),
            .counter(
                "partyline_sip_refused_total", "Messages of telephones that led to nothing.", by: "reason",
                [("stranger", refused.strangers), ("flood", refused.floods), ("malformed", refused.malformed)]),
            .gauge(
                "partyline_trunk_registered", "Whether the trunk is registered; only trunks that are to be.", by: "trunk",
                trunks.filter { $0.state != .unregistered }.map { ($0.name, $0.state == .registered ? 1 : 0) }),
            .gauge("partyline_trunk_calls", "Calls on the trunk.", by: "trunk", trunks.map { ($0.name, $0.calls) }),
        ]
    }
}
