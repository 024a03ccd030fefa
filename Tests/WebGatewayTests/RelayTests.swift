import Foundation
import Testing

@testable import WebGateway

/// The relay of the admin's own, as browsers are told of it.
@Suite(.timeLimit(.minutes(1))) struct RelayTests {
    private static let turn =
        "urls: [\"turn:relay.example.org:3478\", \"turns:relay.example.org?transport=tcp\"], secret_file: turn.secret, lifetime: 3600s"

    @Test func whoJoinsIsGivenCredentialsThatEnd() async throws {
        try await Box.run(Box.Plan(turn: Self.turn)) { box in
            let before = Int(Date.now.timeIntervalSince1970)
            let answer = try await box.ask("POST", "/api/rooms/{room}/join", ["room": "hall"], body: #"{"name":"Anna"}"#)
            let after = Int(Date.now.timeIntervalSince1970)
            let server = try #require((answer.json["iceServers"] as? [[String: Any]])?.first)
            #expect(server["urls"] as? [String] == ["turn:relay.example.org:3478", "turns:relay.example.org?transport=tcp"])
            // Nothing but the time: the relay is not told who comes.
            let end = try #require((server["username"] as? String).flatMap { Int($0) })
            #expect((before + 3_600...after + 3_600).contains(end))
            // The second opinion.
            let openssl = Process()
            let (input, output) = (Pipe(), Pipe())
            openssl.executableURL = URL(filePath: "/usr/bin/openssl")
            openssl.arguments = ["dgst", "-sha1", "-hmac", "north", "-binary"]
            (openssl.standardInput, openssl.standardOutput) = (input, output)
            try openssl.run()
            try input.fileHandleForWriting.write(contentsOf: Data(String(end).utf8))
            try input.fileHandleForWriting.close()
            #expect(server["credential"] as? String == output.fileHandleForReading.readDataToEndOfFile().base64EncodedString())
        }
    }

    @Test func aBoxWithoutARelayNamesNone() async throws {
        try await Box.run { box in
            let answer = try await box.ask("POST", "/api/rooms/{room}/join", ["room": "hall"])
            #expect(answer.status == 201 && answer.json["iceServers"] == nil)
        }
    }

    @Test func whoIsRefusedIsGivenNoCredentials() async throws {
        try await Box.run(Box.Plan(turn: Self.turn)) { box async throws in
            #expect(try await !box.ask("POST", "/api/rooms/{room}/join", ["room": "attic"]).text.contains("iceServers"))
        }
    }
}
