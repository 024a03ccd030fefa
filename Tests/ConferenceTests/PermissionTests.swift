import Foundation
import MediaTypes
import Testing

@testable import Conference

/// Every action by everybody on everybody: who may do what stands in one table, and each cell of it is tried.
@Suite(.timeLimit(.minutes(1))) struct PermissionTests {
    enum Actor: CaseIterable {
        case guest, host
        /// With the PIN, in a locked room.
        case waiting
        /// With the host PIN, in the pause after too many wrong ones: not a host yet.
        case waitingHost
        case hostElsewhere
        /// A handle that was given once and is gone.
        case gone
    }

    enum Target: CaseIterable { case oneself, guest, otherHost, whip, phone, waiting, elsewhere, gone }

    enum Action: CaseIterable {
        case mute, askToUnmute, rename, remove, admit
        case admitNext, muteAll, lock, unlock, end
        case muteOneself, unmuteOneself, raiseHand

        /// On one participant; the others have no target.
        var hasTarget: Bool { [.mute, .askToUnmute, .rename, .remove, .admit].contains(self) }
    }

    struct Cell: Sendable, CustomStringConvertible {
        let actor: Actor
        let action: Action
        let target: Target
        var description: String { action.hasTarget ? "\(actor) \(action) \(target)" : "\(actor) \(action)" }
    }

    static let cells = Actor.allCases.flatMap { actor in
        Action.allCases.flatMap { action in
            (action.hasTarget ? Target.allCases : [.oneself]).map { Cell(actor: actor, action: action, target: $0) }
        }
    }

    /// The table: the code of the refusal, or nil where it is allowed.
    static func refusal(_ cell: Cell) -> String? {
        switch cell.action {
        case .muteOneself, .unmuteOneself:
            return cell.actor == .gone ? "no-such-participant" : nil
        case .raiseHand:
            switch cell.actor {
            case .guest, .host, .hostElsewhere: return nil
            case .waiting, .waitingHost: return "in-lobby"
            case .gone: return "no-such-participant"
            }
        case .admitNext, .muteAll, .lock, .unlock, .end:
            return cell.actor == .host || cell.actor == .hostElsewhere ? nil : "not-host"
        case .mute, .askToUnmute, .rename, .remove, .admit:
            guard cell.actor == .host || cell.actor == .hostElsewhere else { return "not-host" }
            switch cell.target {
            case .gone: return "no-such-participant"
            case .oneself: return nil
            case .elsewhere: return cell.actor == .hostElsewhere ? nil : "no-such-participant"
            case .guest, .otherHost, .whip, .phone, .waiting:
                if cell.actor == .hostElsewhere { return "no-such-participant" }
                let needsInside = cell.action == .mute || cell.action == .askToUnmute
                return cell.target == .waiting && needsInside ? "in-lobby" : nil
            }
        }
    }

    /// Everybody who occurs in the table.
    private struct Cast {
        let hall: Hall
        var actors: [Actor: ParticipantHandle] = [:]
        var targets: [Target: ParticipantHandle] = [:]

        init() async throws {
            hall = try await Hall()
            let conference = hall.conference
            try await conference.addRoom("chapel", RoomSettings(hostPIN: "161803"))
            actors[.host] = try await hall.joinAsHost()
            actors[.guest] = try await hall.join()
            targets[.otherHost] = try await hall.joinAsHost()
            targets[.guest] = try await hall.join()
            targets[.whip] = try await hall.join(kind: .whip)
            targets[.phone] = try await hall.join(kind: .phone)
            actors[.hostElsewhere] = try await conference.join(JoinRequest(room: "chapel", pin: "161803", caller: Hall.caller)).handle
            targets[.elsewhere] = try await conference.join(JoinRequest(room: "chapel", caller: Hall.caller)).handle
            let gone = try await hall.join()
            try await conference.leave(gone)
            (actors[.gone], targets[.gone]) = (gone, gone)
            try await conference.setLocked(true, by: try #require(actors[.host]))
            actors[.waiting] = try await hall.join()
            targets[.waiting] = try await hall.join()
            for _ in 0..<PINGuard.limit {
                _ = try? await conference.join(JoinRequest(room: Hall.name, pin: "000000", caller: Hall.caller))
            }
            actors[.waitingHost] = try await hall.joinAsHost()
        }

        func play(_ cell: Cell) async throws {
            let actor = try #require(actors[cell.actor])
            let target = cell.target == .oneself ? actor : try #require(targets[cell.target])
            let conference = hall.conference
            switch cell.action {
            case .mute: try await conference.mute(target, by: actor)
            case .askToUnmute: try await conference.askToUnmute(target, by: actor)
            case .rename: try await conference.rename(target, to: "Anna", by: actor)
            case .remove: try await conference.removeParticipant(target, by: actor)
            case .admit: try await conference.admit(target, by: actor)
            case .admitNext: _ = try await conference.admitNext(by: actor)
            case .muteAll: try await conference.muteAll(by: actor)
            case .lock: try await conference.setLocked(true, by: actor)
            case .unlock: try await conference.setLocked(false, by: actor)
            case .end: try await conference.end(by: actor)
            case .muteOneself: try await conference.setOwnMute(actor, true)
            case .unmuteOneself: try await conference.setOwnMute(actor, false)
            case .raiseHand: try await conference.setHand(actor, true)
            }
        }
    }

    @Test func theTableHasEveryCell() {
        #expect(Self.cells.count == 6 * (5 * 8 + 8))
        #expect(Self.cells.count { Self.refusal($0) == nil } == 61)
    }

    @Test(arguments: cells) func eachCellIsAsTheTableSays(cell: Cell) async throws {
        let cast = try await Cast()
        let before = await cast.hall.conference.snapshot()
        var refusal: String?
        do {
            try await cast.play(cell)
        } catch let error as ConferenceError {
            refusal = error.code
        }
        #expect(refusal == Self.refusal(cell))
        if refusal != nil {
            // What is refused changes nothing.
            let after = await cast.hall.conference.snapshot()
            #expect(after.participants == before.participants)
            #expect(after.rooms == before.rooms)
        }
    }
}
