import Conference
import HTTPTypes
import Hummingbird
import MediaLink
import NIOCore
import SDP

// Media sessions in the shape of WHIP (RFC 9725): an offer is posted, the answer comes back, the session has an address of its own.
extension WebServer {
    func addMedia(_ media: RouterGroup<GatewayContext>) {
        media.post("") { request, context in
            let seat = try await seat(of: request)
            return try await answer(request, context, seat, wanted: .sendReceive, place: "/api/media/")
        }
        media.patch(":id") { request, context in
            _ = try await ownPeer(request, context)
            return try await restart(request, context)
        }
        media.delete(":id") { request, context in
            let (id, seat) = try await ownPeer(request, context)
            hub.close(id)
            await conference.disconnectIfThere(seat.handle)
            return Response(status: .ok)
        }
    }

    /// The peer that the address names, if it is the asker's.
    private func ownPeer(_ request: Request, _ context: GatewayContext) async throws -> (PeerID, Seat) {
        let seat = try await seat(of: request)
        let id = PeerID(text: try context.parameters.require("id"))
        guard hub.handle(of: id) == seat.handle else { throw APIError.noSuchMedia }
        return (id, seat)
    }

    /// Answers the offer in a body.
    func answer(_ request: Request, _ context: GatewayContext, _ seat: Seat, wanted: MediaDirection, place: String) async throws -> Response {
        guard request.mediaType == "application/sdp" else {
            throw APIError.badRequest("An offer comes as application/sdp.", "Ein Angebot kommt als application/sdp.", status: .unsupportedMediaType)
        }
        if seat.isInLobby { throw APIError(ConferenceError.inLobby) }
        let text = try await request.text()
        let answer = try await refusing {
            try hub.open(try AudioOffer(parsing: text), for: seat.handle, wanted: wanted, nearby: context.isNearby)
        }
        return Response(
            status: .created,
            headers: [.contentType: "application/sdp", .location: place + answer.id.text, .eTag: "\"\(answer.etag)\"", .acceptPatch: "application/trickle-ice-sdpfrag"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: answer.sdp)))
    }

    /// An ICE restart, or candidates that trickle in and that nobody here needs.
    /// - Source: RFC 9725 section 4.3
    func restart(_ request: Request, _ context: GatewayContext) async throws -> Response {
        guard request.mediaType == "application/trickle-ice-sdpfrag" else {
            throw APIError.badRequest(
                "A change comes as application/trickle-ice-sdpfrag.", "Eine Änderung kommt als application/trickle-ice-sdpfrag.", status: .unsupportedMediaType)
        }
        let id = PeerID(text: try context.parameters.require("id"))
        guard let etag = hub.etag(of: id) else { throw APIError.noSuchMedia }
        guard let condition = request.headers[.ifMatch] else {
            throw APIError.badRequest("If-Match is missing: * asks for an ICE restart.", "If-Match fehlt: * verlangt einen ICE-Neustart.", status: .preconditionRequired)
        }
        let text = try await request.text()
        let fragment = try await refusing { try TrickleFragment(parsing: text) }
        if condition == "*" {
            guard let ufrag = fragment.ufrag, let password = fragment.password else {
                throw APIError.badRequest("An ICE restart needs ice-ufrag and ice-pwd.", "Ein ICE-Neustart braucht ice-ufrag und ice-pwd.")
            }
            let answer = try await refusing { try hub.restart(id, ufrag: ufrag, password: password) }
            return Response(
                status: .ok, headers: [.contentType: "application/trickle-ice-sdpfrag", .eTag: "\"\(answer.etag)\""],
                body: ResponseBody(byteBuffer: ByteBuffer(string: answer.sdp)))
        }
        guard condition == "\"\(etag)\"" else {
            throw APIError.badRequest(
                "The ICE session has changed meanwhile.", "Die ICE-Sitzung hat sich inzwischen geändert.", status: .preconditionFailed)
        }
        return Response(status: .noContent)
    }
}

extension Conference {
    /// Takes the media of a seat away, if there is any.
    func disconnectIfThere(_ handle: ParticipantHandle) { try? disconnect(handle) }

    func leaveIfThere(_ handle: ParticipantHandle) { try? leave(handle) }
}

extension Request {
    /// The content type without its parameters.
    fileprivate var mediaType: String? {
        headers[.contentType]?.split(separator: ";").first.map { $0.trimmingPrefix { $0 == " " }.lowercased() }
    }
}

extension HTTPField.Name {
    /// RFC 5789 section 3.1.
    fileprivate static let acceptPatch = HTTPField.Name("Accept-Patch")!
}
