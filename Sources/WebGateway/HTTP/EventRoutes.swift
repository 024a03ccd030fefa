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
            return request.liveResponse("text/event-stream") { writer in
                let ended = [Tick.over].async
                let beats = AsyncTimerSequence(interval: Chosen.eventBeat, clock: .continuous).map { _ in Tick.beat }
                let encoder = JSONEncoder()
                // Each is asked for the next only when the last has been written: a client that reads slowly has events wait where they
                // replace each other, in the conference.
                ticks: for await tick in merge(chain(events.map { Tick.event($0) }, ended), beats) {
                    switch tick {
                    case .event(let event):
                        let data = String(decoding: try encoder.encode(event), as: UTF8.self)
                        try await writer.write(ByteBuffer(string: "event: \(event.name)\ndata: \(data)\n\n"))
                    case .beat: try await writer.write(ByteBuffer(string: ":\n\n"))
                    case .over: break ticks
                    }
                }
            }
        }
    }
}
