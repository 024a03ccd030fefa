import AdminAPI
import Conference
import Foundation
import MediaIO
import MediaLink
import MediaTypes
import Profiles

/// A whole server in this process, with one room, and a folder that is gone when it stops.
final class RunningServer: Sendable {
    static let room = "kitchen"
    let media: MediaService
    let folder: String
    private let running: Task<Void, Never>

    var socketPath: String { folder + "/admin.sock" }

    init() async throws {
        folder = NSTemporaryDirectory() + "/partyline-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try "limits:\n  participants: 20\n".write(toFile: folder + "/test.yaml", atomically: true, encoding: .utf8)
        let profile = try ProfileStore(directories: [folder]).load(file: folder + "/test.yaml")
        var settings = MediaSettings()
        // What is said is to come out as it went in.
        settings.speechLevel = nil
        media = try MediaService.start(settings: settings, address: TransportAddress(ipv4: 0x7F00_0001, port: 0))
        let conference = Conference(media: media, profile: profile, log: .silent)
        try await conference.addRoom(Self.room)
        let place = try AdminSocketPath(claiming: folder + "/admin.sock")
        let admin = try await AdminServer(at: place, desk: AdminDesk(conference))
        running = Task {
            async let reports: Void = conference.run()
            async let requests: Void? = try? admin.run()
            _ = await (reports, requests)
        }
    }

    /// Says goodbye to everybody and closes the doors.
    func stop() async {
        media.stop()
        running.cancel()
        await running.value
        try? FileManager.default.removeItem(atPath: folder)
    }

    func connect() throws -> AdminClient { try AdminClient(path: socketPath) }

    /// Asks as an admin does.
    func ask<Operation: AdminOperation>(_ operation: Operation) async throws -> Operation.Answer {
        try await waiting {
            var client = try self.connect()
            return try client.ask(operation)
        }
    }

    /// The first participant, as soon as there is one that `isRight`.
    func participant(_ isRight: (ParticipantSnapshot) -> Bool = { _ in true }) async throws -> ParticipantSnapshot {
        while true {
            if let found = try await ask(PeopleList()).first(where: isRight) { return found }
            await Task.yield()
        }
    }
}

/// A server for as long as `body` runs.
func withServer(_ body: (RunningServer) async throws -> Void) async throws {
    let server = try await RunningServer()
    do {
        try await body(server)
    } catch {
        await server.stop()
        throw error
    }
    await server.stop()
}

/// Runs what waits on a thread of its own: the few threads of the pool are needed by whoever is to answer.
func waiting<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
    }
}
