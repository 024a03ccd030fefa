import Conference
import FoundationEssentials
import HTTPTypes
import Hummingbird

// Coming in: what a room asks for, and a seat with its token.
extension WebServer {
    private struct Wish: Decodable {
        let name: String?
        let pin: String?
    }

    private struct Welcome: ResponseEncodable {
        let token: String
        let handle: String
        let role: ParticipantRole
        let inLobby: Bool
        let room: String
        /// Only where the box has a relay.
        let iceServers: [RelayAccess.Server]?
    }

    private struct Door: ResponseEncodable {
        let room: String
        let needsPIN: Bool
        let participants: Int
        let locked: Bool
        /// Left out while nobody is shown addresses.
        let diagnosticsSeconds: Int?
    }

    func addJoining(_ rooms: RouterGroup<GatewayContext>) {
        rooms.get(":room") { _, context in
            let name = try context.parameters.require("room")
            let room = try await refusing { try await conference.showRoom(name).room }
            return Door(
                room: room.room, needsPIN: room.needsPIN, participants: room.participants, locked: room.isLocked,
                diagnosticsSeconds: await conference.diagnosticsSecondsLeft)
        }
        rooms.post(":room/join") { request, context in
            let name = try context.parameters.require("room")
            try checkPace(context)
            let wish = try await request.decode(Wish.self)
            let seat = try await refusing {
                try await conference.join(JoinRequest(room: name, name: wish.name, pin: wish.pin, kind: .web, caller: context.origin))
            }
            let welcome = Welcome(
                token: tokens.issue(for: seat.handle), handle: seat.handle.text, role: seat.role, inLobby: seat.isInLobby, room: seat.room,
                iceServers: settings.relay.map { [$0.server(at: .now)] })
            var response = try welcome.response(from: request, context: context)
            response.status = .created
            return response
        }
    }

    /// Strangers may knock only so often; whoever is on this machine is no stranger.
    func checkPace(_ context: GatewayContext) throws(APIError) {
        guard context.isNearby || throttle.admit(context.origin, at: now) else { throw .tooOften }
    }
}
