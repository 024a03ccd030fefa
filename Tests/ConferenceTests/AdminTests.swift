import Codecs
import Conference
import Foundation
import Logging
import MediaTypes
import NIOCore
import SRTP
import Testing

@testable import AdminAPI

@Suite(.timeLimit(.minutes(1))) struct AdminTests {
    /// A served conference, for as long as `body` runs.
    private func serving(_ body: (Stage) async throws -> Void) async throws {
        let stage = try Stage()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let place = try AdminSocketPath(claiming: stage.socketPath)
        let server = try await AdminServer(at: place, desk: AdminDesk(stage.conference()), logger: logger)
        let running = Task { try await server.run() }
        do {
            try await body(stage)
        } catch {
            running.cancel()
            throw error
        }
        running.cancel()
        _ = await running.result
    }

    @Test func aRequestIsAnswered() async throws {
        try await serving { stage in
            let path = stage.socketPath
            let rooms = try await waiting {
                var client = try AdminClient(path: path)
                _ = try client.ask(RoomAdd(room: "kitchen"))
                return try client.ask(RoomList())
            }
            #expect(rooms.map(\.room) == ["kitchen"])
        }
    }

    @Test func aRefusalSaysWhatWouldBeRight() async throws {
        try await serving { stage in
            let path = stage.socketPath
            let refusal = await #expect(throws: AdminRefusal.self) {
                try await waiting {
                    var client = try AdminClient(path: path)
                    _ = try client.ask(RoomAdd(room: "kitchen"))
                    _ = try client.ask(PeopleList(room: "kitchn"))
                }
            }
            #expect(refusal?.code == "no-such-room")
            #expect(refusal?.message.contains("kitchen") == true)
        }
    }

    static let nonsense = [
        "no json", "[]", "{}", "17", "{\"op\":7}", "{\"op\":\"fly\"}", "{\"op\":\"room.add\"}",
        "{\"op\":\"people.gain\",\"handle\":\"p\",\"gainDB\":\"loud\"}",
        String(repeating: "[", count: 5_000), "\u{0}\u{1}", String(repeating: "x", count: 70_000),
    ]

    @Test(arguments: nonsense.indices) func nonsenseIsAnsweredAndTheConnectionGoesOn(index: Int) async throws {
        try await serving { stage in
            let path = stage.socketPath
            let line = Self.nonsense[index]
            let (answer, rooms) = try await waiting {
                var client = try AdminClient(path: path)
                let answer = try client.exchange(Array((line + "\n").utf8))
                return (String(decoding: answer, as: UTF8.self), try client.ask(RoomList()))
            }
            #expect(answer.hasSuffix("\"ok\":false}"))
            #expect(rooms.isEmpty)
        }
    }

    @Test func manyClientsAreServedAtOnce() async throws {
        try await serving { stage in
            let path = stage.socketPath
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        try await waiting {
                            var client = try AdminClient(path: path)
                            _ = try client.ask(RoomAdd(room: "room-\(number)"))
                        }
                    }
                }
                try await group.waitForAll()
            }
            let rooms = try await waiting {
                var client = try AdminClient(path: path)
                return try client.ask(RoomList())
            }
            #expect(rooms.count == 20)
        }
    }

    @Test func aLegIsAddedWithKeysThatTheBoxMakes() async throws {
        try await serving { stage in
            let path = stage.socketPath
            let leg = try await waiting {
                var client = try AdminClient(path: path)
                _ = try client.ask(RoomAdd(room: "kitchen"))
                var leg = LegAdd(room: "kitchen", codec: "opus", to: "[::1]:5004")
                leg.srtpProfile = "AEAD_AES_128_GCM"
                return try client.ask(leg)
            }
            #expect(leg.localPort == Int(stage.media.localAddress.port))
            #expect(leg.payloadType == 111)
            #expect(Data(base64Encoded: try #require(leg.srtpKeys).boxKey)?.count == 28)
        }
    }

    // MARK: the socket's place

    @Test func aLivingServerIsNotReplaced() async throws {
        try await serving { stage in
            let path = stage.socketPath
            #expect(throws: AdminServerError.alreadyRunning(path)) { _ = try AdminSocketPath(claiming: path) }
        }
    }

    @Test func whatADeadServerLeftIsReplaced() async throws {
        let stage = try Stage()
        // A socket file without a lock is what kill -9 leaves.
        let left = try #require(BoundSocket(path: stage.socketPath))
        left.close()
        #expect(throws: AdminClientError.noServer(stage.socketPath)) { _ = try AdminClient(path: stage.socketPath) }
        let place = try AdminSocketPath(claiming: stage.socketPath)
        #expect(!FileManager.default.fileExists(atPath: place.path))
    }

    @Test func aFileInTheWayIsNotRemoved() throws {
        let stage = try Stage()
        _ = FileManager.default.createFile(atPath: stage.socketPath, contents: nil)
        #expect(throws: AdminServerError.notASocket(stage.socketPath)) { _ = try AdminSocketPath(claiming: stage.socketPath) }
    }

    @Test func aFolderOpenToOthersIsRefused() throws {
        let stage = try Stage()
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: stage.folder)
        #expect(throws: AdminServerError.openDirectory(stage.folder)) { _ = try AdminSocketPath(claiming: stage.socketPath) }
    }

    @Test func theSocketIsClosedToOthers() async throws {
        try await serving { stage in
            let attributes = try FileManager.default.attributesOfItem(atPath: stage.socketPath)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func withoutAServerTheClientSaysSo() throws {
        let path = try Stage().socketPath
        #expect(throws: AdminClientError.noServer(path)) { _ = try AdminClient(path: path) }
    }

    // MARK: bytes

    @Test func linesComeOutWholeHoweverTheyCameIn() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        var random = SplitMix64(seed: seed)
        let lines = (0..<200).map { _ in String(repeating: "ab", count: Int.random(in: 0..<40, using: &random)) }
        let bytes = Array(lines.map { $0 + "\n" }.joined().utf8)
        var decoder = AdminLineDecoder()
        var buffer = ByteBuffer()
        var found: [String] = []
        var at = 0
        while at < bytes.count {
            let count = min(Int.random(in: 1..<200, using: &random), bytes.count - at)
            buffer.writeBytes(bytes[at..<at + count])
            at += count
            while let line = try decoder.decode(buffer: &buffer) {
                if case .request(let text) = line { found.append(String(buffer: text)) }
            }
        }
        #expect(found == lines.filter { !$0.isEmpty })
    }

    @Test func depthCountsBracketsOutsideOfStringsOnly() {
        #expect(AdminWire.depth(of: #"{"a":["[[[{{{\"[[["]}"#.utf8) == 2)
    }

    @Test(arguments: ["127.0.0.1:5004", "[::1]:65535", "192.0.2.7:1"]) func addressesAreWrittenAsTheyAreRead(text: String) {
        #expect(TransportAddress(written: text)?.written == text)
    }

    @Test(arguments: ["", ":", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "::1:5004", "[::1]", "localhost:5004", "1.2.3.4:-1"])
    func whatIsNoAddressIsNotRead(text: String) {
        #expect(TransportAddress(written: text) == nil)
    }
}
