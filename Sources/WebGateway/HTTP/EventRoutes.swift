import AsyncAlgorithms
import Conference
import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore

// What happens in the room, as server-sent events. The token is in a header, so pages read the stream by fetch().
extension WebServer {
    private enum Tick: Sendable {
        case event(RoomEvent)
        case beat
        case over
    }

    func addEvents(_ router: Router<GatewayContext>) {
        router.get("api/events") { request, _ in
            let seat = try await seat(of: request)
            let events = try await refusing { try await conference.events(for: seat.handle) }
            let ended = [Tick.over].async
            let beats = AsyncTimerSequence(interval: Chosen.eventBeat, clock: .continuous).map { _ in Tick.beat }
            let ticks = merge(chain(events.map { Tick.event($0) }, ended), beats)
            let body = ResponseBody { writer in
                let encoder = JSONEncoder()
                for try await tick in ticks {
                    switch tick {
                    case .event(let event):
                        let data = String(decoding: try encoder.encode(event), as: UTF8.self)
                        try await writer.write(ByteBuffer(string: "event: \(event.name)\ndata: \(data)\n\n"))
                    case .beat: try await writer.write(ByteBuffer(string: ":\n\n"))
                    case .over: return try await writer.finish(nil)
                    }
                }
            }
            return Response(
                status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store", .connection: "close"], body: body)
        }
    }
}
