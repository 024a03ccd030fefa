import Foundation
import MediaLink
import MediaTypes

@testable import Conference

/// A room with a PIN (271828) and a host PIN (314159), and people who come and go in it. Its clock stands still until told.
final class Hall: Sendable {
    let stage: Stage
    let clock = TestClock()
    let conference: Conference
    static let name = "hall"
    static let caller = JoinOrigin(TransportAddress(ipv4: 0x7F00_0001, port: 1))

    init(participants: Int = 20, lobby: Bool = false) async throws {
        stage = try Stage()
        conference = try stage.conference(participants: participants, clock: clock)
        try await conference.addRoom(Hall.name, RoomSettings(pin: "271828", hostPIN: "314159", lobby: lobby))
    }

    func join(_ name: String? = nil, kind: ParticipantKind = .web) async throws -> ParticipantHandle {
        try await conference.join(JoinRequest(room: Hall.name, name: name, pin: "271828", kind: kind, caller: Hall.caller)).handle
    }

    func joinAsHost(_ name: String? = nil) async throws -> ParticipantHandle {
        try await conference.join(JoinRequest(room: Hall.name, name: name, pin: "314159", caller: Hall.caller)).handle
    }

    /// At a port of this machine where nobody listens; each participant needs its own.
    @discardableResult
    func connect(_ handle: ParticipantHandle, port: UInt16, direction: LegDirection = .sendReceive) async throws -> LegPlace {
        try await conference.connect(handle, Hall.agreement(port: port, direction: direction))
    }

    static func agreement(port: UInt16, direction: LegDirection = .sendReceive) -> MediaAgreement {
        MediaAgreement(
            format: .opus, direction: direction, remote: TransportAddress(ipv4: 0x7F00_0001, port: port), payloadType: 109,
            redPayloadType: 63, eventPayloadType: 126, srtp: nil)
    }

    /// What everybody sees, by the eyes of a participant.
    func people(_ handle: ParticipantHandle) async throws -> PeopleState {
        for await event in try await conference.events(for: handle) {
            if case .people(let state) = event { return state }
        }
        throw ConferenceError.noSuchParticipant(handle.text, near: [])
    }
}

extension AsyncStream<RoomEvent> {
    /// The first event that is as wanted; those before are passed over. Nil when the stream ends without one.
    func first(_ isWanted: (RoomEvent) -> Bool) async -> RoomEvent? {
        for await event in self where isWanted(event) { return event }
        return nil
    }

    /// The first such list of people.
    func people(_ isWanted: (PeopleState) -> Bool) async -> PeopleState? {
        for await event in self {
            if case .people(let state) = event, isWanted(state) { return state }
        }
        return nil
    }
}
