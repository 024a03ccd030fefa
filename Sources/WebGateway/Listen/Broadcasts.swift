import CLinux
import Conference
import MediaTypes

/// All streams over HTTPS. A room that is listened to has one leg for all its listeners, which comes with the first and goes with the
/// last: a hundred listeners cost the media column one.
actor Broadcasts {
    /// A room's stream, and the seat that its leg belongs to. The people in the room see one listener.
    private struct Running {
        let broadcast: Broadcast
        let seat: ParticipantHandle
    }

    private let conference: Conference
    private var running: [String: Running] = [:]

    init(_ conference: Conference) { self.conference = conference }

    /// Somebody wants to listen. Each has to know the PIN, if the room has one.
    /// - Throws: what the conference refuses with; `inLobby`, for players cannot wait to be admitted
    func listen(to room: String, pin: String?, from origin: JoinOrigin) async throws(ConferenceError) -> AsyncStream<OpusPacket> {
        guard running.values.reduce(0, { $0 + $1.broadcast.listenerCount }) < Chosen.streamListeners else {
            throw .full(limit: Chosen.streamListeners)
        }
        let seat = try await conference.join(JoinRequest(room: room, pin: pin, kind: .listener, caller: origin))
        if !seat.isInLobby, let stream = running[seat.room]?.broadcast.listen() {
            // The seat was asked for to see whether it is given.
            await conference.leaveIfThere(seat.handle)
            return stream
        }
        do throws(ConferenceError) {
            if seat.isInLobby { throw .inLobby }
            return try await start(seat)
        } catch {
            await conference.leaveIfThere(seat.handle)
            throw error
        }
    }

    private func start(_ seat: Seat) async throws(ConferenceError) -> AsyncStream<OpusPacket> {
        let broadcast = Broadcast(at: MediaTime(nanoseconds: clinux_monotonic_ns())) { [weak self] in
            Task { await self?.end(seat) }
        }
        guard let stream = broadcast.listen() else { throw .busy }
        running[seat.room] = Running(broadcast: broadcast, seat: seat.handle)
        do throws(ConferenceError) {
            let socket = try await open(broadcast)
            do throws(ConferenceError) {
                let agreement = MediaAgreement(
                    format: .opus, direction: .listenOnly, remote: socket.address, payloadType: PayloadType.usual(for: .opus), srtp: nil)
                broadcast.connect(try await conference.connect(seat.handle, agreement))
                let events = try await conference.events(for: seat.handle)
                Task {
                    // Until the host removes the listener, the meeting ends, or nobody listens any more.
                    for await event in events where Self.isOver(event, for: seat.handle) { break }
                    socket.close()
                    await end(seat)
                }
            } catch {
                socket.close()
                throw error
            }
        } catch {
            if running[seat.room]?.seat == seat.handle { running[seat.room] = nil }
            broadcast.end()
            throw error
        }
        return stream
    }

    private func open(_ broadcast: Broadcast) async throws(ConferenceError) -> BroadcastSocket {
        do { return try await BroadcastSocket(feeding: broadcast) } catch { throw .busy }
    }

    /// Whether the leg is gone, which the media column may also decide by itself.
    private static func isOver(_ event: RoomEvent, for handle: ParticipantHandle) -> Bool {
        guard case .people(let state) = event else { return false }
        return state.people.contains { $0.handle == handle && $0.connection != .connected }
    }

    private func end(_ seat: Seat) async {
        if let here = running[seat.room], here.seat == seat.handle {
            running[seat.room] = nil
            here.broadcast.end()
        }
        await conference.leaveIfThere(seat.handle)
    }
}
