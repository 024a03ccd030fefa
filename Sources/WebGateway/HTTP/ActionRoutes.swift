import Conference
import HTTPTypes
import Hummingbird

// What a participant does for itself, and what a host does. The conference decides who may.
extension WebServer {
    private struct Own: Decodable {
        let muted: Bool?
        let hand: Bool?
    }

    private enum HostAction: String, Decodable {
        case mute, rename, remove, admit, lock, unlock, end
        case unmuteAsk = "unmute-ask"
        case muteAll = "mute-all"
    }

    private struct HostOrder: Decodable {
        let action: HostAction
        let handle: String?
        let name: String?
    }

    func addActions(_ api: RouterGroup<GatewayContext>) {
        api.post("me") { request, _ in
            let seat = try await seat(of: request)
            let own = try await request.decode(Own.self)
            try await refusing {
                if let muted = own.muted { try await conference.setOwnMute(seat.handle, muted) }
                if let hand = own.hand { try await conference.setHand(seat.handle, hand) }
            }
            return Response(status: .noContent)
        }
        api.delete("me") { request, _ in
            let seat = try await seat(of: request)
            hub.close(of: seat.handle)
            try await refusing { try await conference.leave(seat.handle) }
            tokens.forget(seat.handle)
            return Response(status: .noContent)
        }
        api.post("host") { request, _ in
            let seat = try await seat(of: request)
            let order = try await request.decode(HostOrder.self)
            try await carryOut(order, by: seat.handle)
            return Response(status: .noContent)
        }
    }

    private func carryOut(_ order: HostOrder, by host: ParticipantHandle) async throws {
        func target() throws(APIError) -> ParticipantHandle {
            guard let handle = order.handle else {
                throw .badRequest("\"handle\" is missing: it says whom.", "\"handle\" fehlt: es sagt, wen.")
            }
            return ParticipantHandle(handle)
        }
        try await refusing {
            switch order.action {
            case .mute: try await conference.mute(target(), by: host)
            case .unmuteAsk: try await conference.askToUnmute(target(), by: host)
            case .rename: try await conference.rename(target(), to: order.name, by: host)
            case .remove: try await conference.removeParticipant(target(), by: host)
            case .admit: try await conference.admit(target(), by: host)
            case .muteAll: try await conference.muteAll(by: host)
            case .lock: try await conference.setLocked(true, by: host)
            case .unlock: try await conference.setLocked(false, by: host)
            case .end: try await conference.end(by: host)
            }
        }
    }
}
