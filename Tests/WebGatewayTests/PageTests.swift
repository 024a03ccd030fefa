import CZlib
import Conference
import Foundation
import Testing

@testable import WebGateway

@Suite(.timeLimit(.minutes(1))) struct PageTests {
    @Test(arguments: ["/r/hall", "/privacy", "/openapi.yaml", "/page/index.html"])
    func thePageComesWithItsPolicies(_ path: String) async throws {
        try await Box.run { box in
            let answer = try await box.ask("GET", path)
            #expect(answer.status == 200)
            #expect(answer.headers["content-security-policy"]?.hasPrefix("default-src 'none'; script-src 'self'") == true)
            #expect(answer.headers["permissions-policy"]?.contains("microphone=(self)") == true)
            #expect(answer.headers["referrer-policy"] == "no-referrer")
            #expect(answer.headers["x-content-type-options"] == "nosniff")
            #expect(answer.headers["cross-origin-opener-policy"] == "same-origin")
            #expect(answer.headers["cross-origin-resource-policy"] == "same-origin")
            #expect(answer.headers["cache-control"] == "no-cache")
        }
    }

    @Test func whatTheBrowserHasIsNotSentAgain() async throws {
        try await Box.run { box in
            let etag = try #require(try await box.ask("GET", "/privacy").headers["etag"])
            for known in [etag, "W/\(etag)", "\"other\", \(etag)", "*"] {
                let again = try await box.ask("GET", "/privacy", headers: ["If-None-Match": known])
                #expect(again.status == 304 && again.body.isEmpty, "\(known)")
            }
            #expect(try await box.ask("GET", "/privacy", headers: ["If-None-Match": "\"other\""]).status == 200)
        }
    }

    @Test func itIsCompressedForThoseWhoTakeIt() async throws {
        try await Box.run { box in
            let plain = try await box.ask("GET", "/openapi.yaml")
            let compressed = try await box.ask("GET", "/openapi.yaml", headers: ["Accept-Encoding": "br, gzip;q=0.8"])
            #expect(plain.headers["content-encoding"] == nil)
            #expect(compressed.headers["content-encoding"] == "gzip")
            #expect(compressed.headers["vary"] == "Accept-Encoding")
            #expect(compressed.body.count * 2 < plain.body.count)
            #expect(try Gzip.expand(compressed.body) == plain.body)
            for refused in ["gzip;q=0", "gzip; q=0.000", "identity", "x-gzippy"] {
                #expect(try await box.ask("GET", "/openapi.yaml", headers: ["Accept-Encoding": refused]).headers["content-encoding"] == nil, "\(refused)")
            }
        }
    }

    @Test func theOnlyRoomIsFoundWithoutItsName() async throws {
        try await Box.run { box in
            for method in ["GET", "HEAD"] {
                let answer = try await box.ask(method, "/")
                #expect(answer.status == 303)
                #expect(answer.headers["location"] == "/r/hall")
                #expect(answer.headers["cache-control"] == "no-store")
            }
        }
    }

    @Test(arguments: [[], ["hall", "club"]]) func ofSeveralRoomsNoneIsTold(_ rooms: [String]) async throws {
        try await Box.run(Box.Plan(rooms: rooms.map { ($0, RoomSettings()) })) { box in
            let answer = try await box.ask("GET", "/")
            #expect(answer.status == 200)
            #expect(answer.headers["cache-control"] == "no-cache")
            #expect(answer.headers["content-security-policy"] != nil)
            #expect(!rooms.contains { answer.text.contains("/r/\($0)") })
        }
    }

    @Test func aHeadAloneHasNoBody() async throws {
        try await Box.run { box in
            let answer = try await box.ask("HEAD", "/privacy")
            #expect(answer.status == 200 && answer.body.isEmpty && answer.headers["content-length"] != "0")
        }
    }

    @Test(arguments: [
        "/page/..", "/page/../openapi.yaml/x", "/page/%2e%2e%2fPackage.swift", "/page/..%2f..%2f..%2fPackage.swift", "/page//etc/passwd", "/page/%00",
        "/page/index.html%00.png", "/page/.hidden", "/page/", "/etc/passwd", "/page/index.html/x", "/r/hall/x", "/api", "/%", "/page/%ff%fe",
    ])
    func nothingElseIsThere(_ path: String) async throws {
        let status = try await Box.run { try await RawConnection.status(of: "GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", port: $0.port) }
        #expect(status == 404)
    }
}

/// The way back, by zlib itself.
enum Gzip {
    struct Broken: Error {}

    static func expand(_ bytes: [UInt8]) throws -> [UInt8] {
        var input = bytes
        var output = [UInt8](repeating: 0, count: 1 << 20)
        let room = output.count
        let count = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output -> Int? in
                var stream = z_stream()
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(room)
                guard inflateInit2_(&stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
                defer { inflateEnd(&stream) }
                return inflate(&stream, Z_FINISH) == Z_STREAM_END ? room - Int(stream.avail_out) : nil
            }
        }
        guard let count else { throw Broken() }
        return Array(output.prefix(count))
    }
}
