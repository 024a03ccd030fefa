import Codecs
import Foundation
import MediaTypes
import NIOCore
import Profiles
import SRTP
import Testing

@testable import AdminAPI
@testable import Conference

@Suite(.timeLimit(.minutes(1))) struct AdminTests {
    /// A served conference, for as long as `body` runs.
    private func serving(_ body: (Stage) async throws -> Void) async throws {
        let stage = try Stage()
        let place = try AdminSocketPath(claiming: stage.socketPath)
        let server = try await AdminServer(at: place, desk: AdminDesk(stage.conference()))
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

    @Test func pinsAreToldInAnswersAboutOneRoomOnly() async throws {
        try await serving { stage in
            let path = stage.socketPath
            let (added, listed, shown, changed) = try await waiting {
                var client = try AdminClient(path: path)
                let settings = RoomSettings(pin: "271828", hostPIN: "314159", lobby: true, talkers: 5)
                let added = try client.ask(RoomAdd(room: "kitchen", settings: settings))
                let listed = try client.ask(RoomList())
                let shown = try client.ask(RoomShow(room: "kitchen")).room
                return (added, listed, shown, try client.ask(RoomSet(room: "kitchen", settings: RoomSettings(pin: "none", talkers: 0))))
            }
            #expect(added == shown)
            #expect([shown.pin, shown.hostPIN] == ["271828", "314159"])
            #expect(shown.lobby && shown.talkerLimit == 5)
            #expect(listed.map(\.pin) == [nil] && listed.map(\.hostPIN) == [nil] && listed.map(\.needsPIN) == [true])
            #expect(changed.pin == nil && changed.hostPIN == "314159" && changed.lobby && changed.talkerLimit == nil)
            // As the next run will find it.
            #expect(try stage.store.load().rooms.map(\.hostPIN) == ["314159"])
        }
    }

    @Test(arguments: [
        RoomSettings(pin: "12345"), RoomSettings(pin: "1234567890123"), RoomSettings(pin: "12345a"), RoomSettings(pin: "१२३४५६"),
        RoomSettings(hostPIN: ""), RoomSettings(pin: "271828", hostPIN: "271828"), RoomSettings(talkers: 51), RoomSettings(talkers: -1),
    ]) func settingsThatCannotBeAreRefusedAndNotRepeated(settings: RoomSettings) async throws {
        try await serving { stage in
            let path = stage.socketPath
            let refusal = await #expect(throws: AdminRefusal.self) {
                try await waiting {
                    var client = try AdminClient(path: path)
                    _ = try client.ask(RoomAdd(room: "kitchen", settings: settings))
                }
            }
            #expect(refusal?.code == "bad-room-setting")
            for pin in [settings.pin, settings.hostPIN].compactMap({ $0 }) where !pin.isEmpty {
                #expect(refusal?.message.contains(pin) == false)
            }
            let kept = try stage.store.load().rooms
            #expect(kept.isEmpty)
        }
    }

    @Test func aParticipantIsRenamed() async throws {
        let hall = try await Hall()
        let desk = AdminDesk(hall.conference)
        let anna = try await hall.join("Anna")
        let answer = await desk.line(Data(#"{"op":"people.rename","handle":"\#(anna)","name":"Bea"}"#.utf8))
        #expect(String(decoding: answer, as: UTF8.self).contains(#""name":"Bea""#))
        _ = await desk.line(Data(#"{"op":"people.rename","handle":"\#(anna)"}"#.utf8))
        #expect(try await hall.conference.listParticipants().map(\.name) == [nil])
    }

    @Test func randomPINsAreSixDigitsEachAndDifferent() throws {
        let seed: UInt64 = 0x9117
        print("seed \(seed)")
        var random = SplitMix64(seed: seed)
        let blank = try RoomFile(name: "kitchen")
        for _ in 0..<1_000 {
            let file = try RoomSettings(pin: "random", hostPIN: "random").applied(to: blank, using: &random)
            #expect(file.pin?.count == 6 && file.hostPIN?.count == 6 && file.pin != file.hostPIN)
        }
    }

    @Test func anAdminSeesWhoHasNoMediaAndWhoWaits() async throws {
        let hall = try await Hall(lobby: true)
        let ada = try await hall.joinAsHost("Ada")
        let bea = try await hall.join("Bea")
        let people = try await hall.conference.listParticipants()
        #expect(people.map(\.handle) == [ada.text, bea.text])
        #expect(people.map(\.name) == ["Ada", "Bea"])
        #expect(people.map(\.isInLobby) == [false, true])
        #expect(people.map(\.codec) == [nil, nil])
        #expect(try await hall.conference.setMuted(bea.text, true).isMuted)
        try await hall.conference.removeParticipant(bea.text)
        #expect(try await hall.conference.listParticipants().map(\.handle) == [ada.text])
    }

    @Test func noNameIsEverLogged() async throws {
        let stage = try Stage()
        let log = Lines()
        let conference = Conference(media: stage.media, profile: try Stage.profile(participants: 10), log: BoxLog(LineLog(lines: log)))
        try await conference.addRoom("hall", RoomSettings(pin: "271828"))
        let seat = try await conference.join(JoinRequest(room: "hall", name: "Rumpelstilzchen", pin: "271828", caller: Hall.caller))
        _ = try? await conference.join(JoinRequest(room: "hall", name: "Rumpelstilzchen", pin: "000000", caller: Hall.caller))
        try await conference.leave(seat.handle)
        let written = log.all.joined(separator: "\n")
        #expect(log.all.count == 3)
        for secret in ["Rumpelstilzchen", "271828", "000000", seat.handle.text] { #expect(!written.contains(secret)) }
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

    @Test(arguments: ["127.0.0.1:5004", "[::1]:65535", "192.0.2.7:1"]) func addressesAreWrittenAsTheyAreRead(text: String) {
        #expect(TransportAddress(written: text)?.written == text)
    }

    @Test(arguments: ["", ":", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "::1:5004", "[::1]", "localhost:5004", "1.2.3.4:-1"])
    func whatIsNoAddressIsNotRead(text: String) {
        #expect(TransportAddress(written: text) == nil)
    }
}

extension AdminDesk {
    /// The answer to a request that is no stream; nothing for one that is.
    func line(_ request: Data) async -> [UInt8] {
        if case .line(let line) = await reply(to: request) { line } else { [] }
    }
}
