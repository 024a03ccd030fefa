import AdminAPI
import AsyncHTTPClient
import Conference
import Foundation
import MediaTypes
import Testing

/// What a whole server writes to standard error while people come, and others do their worst.
@Suite(.serialized, .timeLimit(.minutes(1))) struct LogProgramTests {
    private static let marks = ["Rumpelstilzchen", "271828", "000000", "4930123456", "127.0.0.1", "zzmarkzz"]

    @Test func theLogHoldsEventsAndNothingElse() async throws {
        let box = try RunningProgram(participants: 4, telephones: "allow: [127.0.0.0/8]", isVerbose: true)
        _ = try box.ask(RoomAdd(room: "vault", settings: RoomSettings(pin: "271828")))
        let door = "http://127.0.0.1:\(box.web.port)"
        for pin in ["271828", "000000"] {
            var request = HTTPClientRequest(url: door + "/api/rooms/vault/join?zzmarkzz")
            request.method = .POST
            request.body = .bytes(Data(#"{"name":"Rumpelstilzchen","pin":"\#(pin)"}"#.utf8))
            _ = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
        }
        for bytes in ["GET /zzmarkzz HTTP/9.9\r\n\r\n", "\u{16}\u{3}\u{1}zzmarkzz", "POST /api/me HTTP/1.1\r\nContent-Length: zzmarkzz\r\n\r\n"] {
            try Stranger.connect(box.web, sending: Array(bytes.utf8))
        }
        for bytes in ["INVITE sip:zzmarkzz@127.0.0.1 SIP/2.0\r\nFrom: <sip:+4930123456@x>\r\n\r\n", "zzmarkzz"] {
            try Stranger.send(Array(bytes.utf8), to: box.sip)
            try Stranger.send(Array(bytes.utf8), to: box.media)
        }
        #expect(throws: AdminRefusal.self) { try box.ask(PeopleMute(handle: "p-zzmarkzz", muted: true)) }
        box.stop()
        let lines = box.log.split(separator: "\n")
        let sentences = BoxEvent.allCases.map(\.rawValue)
        for line in lines { #expect(sentences.contains { line.hasSuffix($0) }, "\(line)") }
        for mark in Self.marks { #expect(!box.log.contains(mark), "\(mark)") }
        for event in [BoxEvent.started, .roomOpened, .participantCame, .stopping] { #expect(box.log.contains(event.rawValue), "\(event)") }
    }

    @Test func withoutVerboseNobodyComesOrGoesInTheLog() throws {
        let box = try RunningProgram(participants: 4)
        _ = try box.ask(RoomAdd(room: "vault"))
        box.stop()
        #expect(box.log.contains(BoxEvent.started.rawValue))
        #expect(!box.log.contains(BoxEvent.roomOpened.rawValue))
    }
}

/// Somebody who sends bytes that nobody asked for.
private enum Stranger {
    struct Failure: Error {}

    static func connect(_ address: TransportAddress, sending bytes: [UInt8]) throws {
        let descriptor = try open(Int32(SOCK_STREAM.rawValue), address)
        defer { close(descriptor) }
        _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        shutdown(descriptor, Int32(SHUT_WR))
        // Until the answer, if there is one, and the end.
        var answer = [UInt8](repeating: 0, count: 4_096)
        while recv(descriptor, &answer, answer.count, 0) > 0 {}
    }

    static func send(_ bytes: [UInt8], to address: TransportAddress) throws {
        let descriptor = try open(Int32(SOCK_DGRAM.rawValue), address)
        defer { close(descriptor) }
        _ = Glibc.send(descriptor, bytes, bytes.count, 0)
    }

    private static func open(_ kind: Int32, _ address: TransportAddress) throws -> Int32 {
        let descriptor = socket(AF_INET, kind, 0)
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = address.port.bigEndian
        place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard status == 0 else { throw Failure() }
        return descriptor
    }
}
