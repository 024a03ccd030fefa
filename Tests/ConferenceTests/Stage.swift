import Codecs
import Foundation
import MediaIO
import MediaLink
import MediaTypes
import Profiles
import Synchronization

@testable import Conference

/// A conference with the real media column behind it, on a port of its own, and a folder that is gone when the test is over.
final class Stage: Sendable {
    let media: MediaService
    let folder: String
    let store: RoomStore

    /// - Parameter mediaRooms: rooms that the media column can have; the profile of the conference allows 50
    init(mediaRooms: Int = 50) throws {
        var settings = MediaSettings()
        settings.maxRooms = mediaRooms
        media = try MediaService.start(settings: settings, address: TransportAddress(ipv4: 0x7F00_0001, port: 0))
        folder = NSTemporaryDirectory() + "/partyline-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        store = RoomStore(directory: folder + "/rooms")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// As after a start of the box: what the folder holds is there.
    /// - Parameter clock: for tests that pass hours
    func conference(participants: Int = 10, clock: TestClock? = nil) throws -> Conference {
        var time: (@Sendable () -> MediaTime)?
        if let clock { time = { clock.now } }
        return Conference(
            media: media, profile: try Stage.profile(participants: participants), store: store, kept: try store.load(), log: .silent,
            clock: time)
    }

    /// The defaults, but for the limits.
    static func profile(participants: Int) throws -> LoadedProfile {
        let folder = NSTemporaryDirectory() + "/partyline-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/test.yaml"
        try "limits:\n  participants: \(participants)\n  rooms: 50\n".write(toFile: path, atomically: true, encoding: .utf8)
        return try ProfileStore(directories: [folder]).load(file: path)
    }

    var socketPath: String { folder + "/admin.sock" }

    /// At the port of the discard service, unless a test is to hear.
    static func leg(port: UInt16 = 9) -> LegRequest {
        LegRequest(format: .opus, remote: TransportAddress(ipv4: 0x7F00_0001, port: port))
    }
}

/// A time that passes when a test says so.
final class TestClock: Sendable {
    private let time = Mutex(MediaTime.zero)
    var now: MediaTime { time.withLock { $0 } }
    func pass(_ span: MediaTime) { time.withLock { $0 += span } }
}

/// Runs what waits on a thread of its own: the few threads of the pool are needed by whoever is to answer.
func waiting<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
    }
}
