import Conference
import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore

// The room's mix as an Ogg Opus stream, for those whom UDP does not reach, and for players.
extension WebServer {
    func addListening(_ router: Router<GatewayContext>) {
        router.get("listen/:file") { request, context in
            let file = try context.parameters.require("file")
            guard file.hasSuffix(".ogg") else { throw APIError.notFound }
            try checkPace(context)
            let pin = request.uri.queryParameters["pin"].map(String.init) ?? request.basicPassword
            do {
                let packets = try await refusing { try await broadcasts.listen(to: String(file.dropLast(4)), pin: pin, from: context.origin) }
                return request.liveResponse("audio/ogg") { writer in
                    var stream = OggOpusStream(serial: .random(in: 0 ... .max), inputRate: 48_000)
                    try await writer.write(ByteBuffer(bytes: stream.begin()))
                    for await packet in packets {
                        if let page = stream.append(packet) { try await writer.write(ByteBuffer(bytes: page)) }
                    }
                    try await writer.write(ByteBuffer(bytes: stream.finish()))
                }
            } catch let error as APIError where error.status == .unauthorized || error.code == "bad-pin" {
                // Players cannot send a token; they ask their user for a password.
                var response = try error.response(from: request, context: context)
                response.status = .unauthorized
                response.headers[.wwwAuthenticate] = "Basic realm=\"PIN\", charset=\"UTF-8\""
                return response
            }
        }
    }
}

extension Request {
    /// The password of HTTP Basic (RFC 7617), whatever the user is called; nil without one.
    var basicPassword: String? {
        guard let field = headers[.authorization], field.lowercased().hasPrefix("basic "),
            let data = Data(base64Encoded: String(field.dropFirst(6))), let text = String(data: data, encoding: .utf8),
            let colon = text.firstIndex(of: ":")
        else { return nil }
        return String(text[text.index(after: colon)...])
    }

    /// An answer that goes on until it is told, or until the client goes.
    func liveResponse(
        _ type: String, _ write: @escaping @Sendable (inout any ResponseBodyWriter) async throws -> Void
    ) -> Response {
        let body = ResponseBody { writer in
            // Without this, nobody would notice that the client has gone before something is sent the next time.
            try await self.body.consumeWithCancellationOnInboundClose { _ in try await write(&writer) }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: type, .cacheControl: "no-store", .connection: "close"], body: body)
    }
}
