import Conference
import HTTPTypes
import Hummingbird
import SDP

// Players and recorders without a page: WHIP sources (RFC 9725) only send, WHEP listeners only hear. The bearer token is the room's PIN.
extension WebServer {
    func addWHIP(_ router: Router<GatewayContext>) {
        router.post("whip/:room") { request, context in try await admit(request, context, kind: .whip, wanted: .receiveOnly) }
        router.post("whep/:room") { request, context in try await admit(request, context, kind: .listener, wanted: .sendOnly) }
        router.patch("whip/session/:id") { request, context in try await restart(request, context) }
        router.delete("whip/session/:id") { _, context in
            let id = PeerID(text: try context.parameters.require("id"))
            guard let handle = hub.handle(of: id) else { throw APIError.noSuchMedia }
            hub.close(id)
            await conference.leaveIfThere(handle)
            return Response(status: .ok)
        }
    }

    private func admit(_ request: Request, _ context: GatewayContext, kind: ParticipantKind, wanted: MediaDirection) async throws -> Response {
        let name = try context.parameters.require("room")
        try checkPace(context)
        let seat = try await refusing {
            try await conference.join(JoinRequest(room: name, pin: request.bearer, kind: kind, caller: context.origin))
        }
        do {
            return try await answer(request, context, seat, wanted: wanted, place: "/whip/session/")
        } catch {
            await conference.leaveIfThere(seat.handle)
            throw error
        }
    }
}
