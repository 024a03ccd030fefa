import Conference
import Foundation
import MediaTypes
import NIOCore
import Testing

@testable import WebGateway

@Suite(.timeLimit(.minutes(1))) struct ListenTests {
    @Test func whoeverListensHearsWhatIsSaidInTheRoom() async throws {
        try await Box.run { box in
            let speaker = try Speaker(to: box.media.localAddress)
            _ = try await box.conference.addLeg(LegRequest(format: .opus, remote: TransportAddress(ipv4: 0x7F00_0001, port: speaker.port)), toRoom: "hall")
            // Bursts, as syllables are: a tone that goes on and on is a hum to the box, and nobody's voice.
            let packets = try [OpusPacket](repeating: .silence, count: 30) + Tone.packets(seconds: 4, hertz: 440, burst: 15, pause: 10)
            async let spoken: Void = speaker.say(packets)
            // Longer than what is said, whoever begins first.
            let bytes = try await Self.listen(box, seconds: 7)
            try await spoken
            let (status, output, errors) = try await run(
                "ffmpeg", ["-v", "warning", "-i", "-", "-f", "s16le", "-ac", "1", "-ar", "16000", "-"], input: bytes)
            #expect(status == 0)
            #expect(!errors.contains("rror"), "\(errors)")
            let samples = Tone.samples(output)
            // Three fifths of the time are bursts; of the pieces of 40 ms, six in every half second lie in a burst whole.
            let pieces = stride(from: 0, to: samples.count - 640, by: 640).map { Tone.share(of: 440, in: Array(samples[$0..<$0 + 640])) > 0.8 }
            let heard = try #require(pieces.firstIndex(of: true).map { first in pieces[first...(pieces.lastIndex(of: true) ?? first)] })
            // Five bursts at least, of eight: before the box has heard a pause it may take the first ones for noise (a weakness of voice
            // activity, not of the stream). From there on nothing may be missing.
            #expect(heard.count >= 56)
            #expect(heard.count { $0 } * 25 >= heard.count * 12, "\(heard.map { $0 ? "T" : "." }.joined())")
        }
    }

    @Test func aRoomWhereNobodyTalksIsAStreamOfSilence() async throws {
        try await Box.run { box in
            let bytes = try await Self.listen(box, seconds: 2)
            let (_, output, errors) = try await run("ffmpeg", ["-v", "warning", "-i", "-", "-f", "s16le", "-ac", "1", "-ar", "16000", "-"], input: bytes)
            #expect(!errors.contains("rror"), "\(errors)")
            #expect(Tone.samples(output).count > 16_000)
        }
    }

    @Test func allListenersOfARoomShareOneLegThatGoesWithTheLast() async throws {
        try await Box.run { box in
            let first = try await box.start("GET", "/listen/{room}.ogg", ["room": "hall"])
            let second = try await box.start("GET", "/listen/{room}.ogg", ["room": "hall"])
            #expect(first.headers.first(name: "Content-Type") == "audio/ogg")
            let people = try await box.conference.listParticipants()
            #expect(people.map(\.kind) == [.listener])
            // Two players that go away.
            for response in [first, second] { for try await chunk in response.body where chunk.readableBytes > 0 { break } }
            while try await !box.conference.listParticipants().isEmpty { try await Task.sleep(for: .milliseconds(20)) }
            // And it can begin anew.
            #expect(try await Self.listen(box, seconds: 1).starts(with: Array("OggS".utf8)))
        }
    }

    @Test func aHostCanSendTheListenersAway() async throws {
        try await Box.run(Box.Plan(rooms: [("hall", RoomSettings(hostPIN: "314159"))])) { box in
            let host = try await box.join(pin: "314159")
            let response = try await box.start("GET", "/listen/{room}.ogg", ["room": "hall"])
            let listener = try #require(try await box.conference.listParticipants().first { $0.kind == .listener })
            #expect(try await box.post("/api/host", #"{"action":"remove","handle":"\#(listener.handle)"}"#, token: host.token).status == 204)
            var bytes: [UInt8] = []
            for try await chunk in response.body { bytes += Array(chunk.readableBytesView) }
            // The last page says that it is the last.
            let page = try #require(bytes.indices.dropLast(26).last { bytes[$0...].starts(with: Array("OggS".utf8)) })
            #expect(bytes[page + 5] == OggPage.Place.last.rawValue)
        }
    }

    @Test func thePINIsAskedForAsPlayersKnowIt() async throws {
        try await Box.run(Box.Plan(rooms: [("hall", RoomSettings(pin: "271828"))])) { box in
            let refused = try await box.ask("GET", "/listen/{room}.ogg", ["room": "hall"])
            #expect(refused.status == 401)
            #expect(refused.headers["www-authenticate"]?.hasPrefix("Basic ") == true)
            #expect(try await box.ask("GET", "/listen/{room}.ogg", ["room": "hall"], query: "?pin=000000").status == 401)
            #expect(try await box.start("GET", "/listen/{room}.ogg", ["room": "hall"], query: "?pin=271828").status == .ok)
            let basic = "Basic " + Data("anybody:271828".utf8).base64EncodedString()
            #expect(try await box.start("GET", "/listen/{room}.ogg", ["room": "hall"], headers: ["Authorization": basic]).status == .ok)
        }
    }

    /// The stream until so much of it has come.
    private static func listen(_ box: Box, seconds: Int) async throws -> [UInt8] {
        let response = try await box.start("GET", "/listen/{room}.ogg", ["room": "hall"])
        #expect(response.status == .ok)
        var bytes: [UInt8] = []
        var pages = 0
        for try await chunk in response.body {
            bytes += Array(chunk.readableBytesView)
            pages += 1
            if pages > seconds * 10 { break }
        }
        return bytes
    }
}
