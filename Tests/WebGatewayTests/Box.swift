import AsyncHTTPClient
import CLinux
import Codecs
import Conference
import Foundation
import MediaIO
import MediaLink
import MediaTypes
import NIOCore
import Privacy
import Profiles
import Synchronization

@testable import WebGateway

/// A whole box on this machine: media column, conference, hub and web server, on ports of their own. It is gone when the test is over.
final class Box: Sendable {
    let media: MediaService
    let conference: Conference
    let hub: PeerHub
    let server: WebServer
    let folder: String
    private let client: HTTPClient
    private let address = Mutex("")
    /// What was asked and how it was answered, for the comparison with openapi.yaml: method, path with its names in braces, status.
    private let asked = Mutex<Set<String>>([])

    var url: String { address.withLock { $0 } }
    var port: Int { URL(string: url)?.port ?? 0 }
    var log: Set<String> { asked.withLock { $0 } }

    private init(_ plan: Plan) async throws {
        folder = try TestFolder.make()
        var settings = MediaSettings()
        settings.maxRooms = 20
        media = try MediaService.start(settings: settings, address: TransportAddress(ipv4: 0x7F00_0001, port: 0))
        let profile = folder + "/test.yaml"
        try "mix:\n  talkers: \(min(3, plan.participants))\nlimits:\n  participants: \(plan.participants)\n  rooms: 20\n".write(toFile: profile, atomically: true, encoding: .utf8)
        conference = Conference(media: media, profile: try ProfileStore(directories: [folder]).load(file: profile), log: .silent)
        hub = try PeerHub(
            signalling: media, media: media, conference: conference,
            settings: PeerSettings(
                maxPeers: plan.peers, publicAddress: plan.publicAddress, bitrate: .kilobits(24), usesDTX: true, packetTime: .milliseconds(20),
                maxPacketTime: .milliseconds(60)))
        hub.start()
        for (name, settings) in plan.rooms { try await conference.addRoom(name, settings) }
        let page = folder + "/page"
        try FileManager.default.copyItem(atPath: TestFolder.page, toPath: page)
        for name in ["style.css"] where !FileManager.default.fileExists(atPath: page + "/" + name) {
            try "/* the page's own comes later */".write(toFile: page + "/" + name, atomically: true, encoding: .utf8)
        }
        certificates = plan.isSecure ? try CertificateStore(files: nil, directory: folder + "/state", name: "box.example.org") : nil
        server = WebServer(
            WebSettings(
                address: "127.0.0.1", port: 0, localPort: plan.isSecure ? nil : 0, origins: Set(plan.origins.compactMap(WebOrigin.init)),
                trustedProxies: Set(plan.trustedProxies.compactMap(IPAddress.init)), relay: try plan.relay(in: folder)), conference: conference, hub: hub,
            page: try PageFiles(directory: page, operator: plan.boxOperator), certificates: certificates)
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow, timeout: .init(connect: .seconds(10), read: .seconds(20)))
        configuration.tlsConfiguration = .makeClientConfiguration()
        configuration.tlsConfiguration?.certificateVerification = .none
        configuration.decompression = .disabled
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    let certificates: CertificateStore?

    struct Plan {
        var rooms: [(String, RoomSettings)] = [("hall", RoomSettings())]
        var participants = 20
        var peers = 20
        var isSecure = false
        var origins: [String] = []
        var trustedProxies: [String] = []
        var boxOperator: BoxOperator?
        var publicAddress: @Sendable () -> TransportAddress? = { nil }
        /// The lines of `web.turn`.
        var turn = ""

        /// As the program makes it of partyline.yaml.
        fileprivate func relay(in folder: String) throws -> RelayAccess? {
            guard FileManager.default.createFile(atPath: "\(folder)/turn.secret", contents: Data("north\n".utf8), attributes: [.posixPermissions: 0o600]) else {
                throw BoxError.notListening
            }
            let text = "web: { turn: { \(turn) } }"
            let surroundings = Surroundings(environment: ["HOME": folder], isRoot: false)
            return try RelayAccess(ServiceConfiguration.load(file: "\(folder)/partyline.yaml", in: surroundings, draft: Array(text.utf8)).turn)
        }
    }

    /// Runs a box for as long as the body takes.
    static func run<Value: Sendable>(_ plan: Plan = Plan(), _ body: @escaping @Sendable (Box) async throws -> Value) async throws -> Value {
        let box = try await Box(plan)
        defer {
            box.hub.stop()
            box.media.stop()
            try? FileManager.default.removeItem(atPath: box.folder)
        }
        let (ports, tell) = AsyncStream.makeStream(of: Int.self)
        let value = try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                do { try await box.server.run { tell.yield($0) } } catch is CancellationError {}
                tell.finish()
                return nil
            }
            group.addTask {
                await box.conference.run()
                return nil
            }
            group.addTask {
                guard let port = await ports.first(where: { _ in true }) else { throw BoxError.notListening }
                box.address.withLock { $0 = "\(plan.isSecure ? "https" : "http")://127.0.0.1:\(port)" }
                return try await body(box)
            }
            defer { group.cancelAll() }
            while let ended = try await group.next() { if let value = ended { return value } }
            throw BoxError.notListening
        }
        try await box.client.shutdown()
        return value
    }

    enum BoxError: Error { case notListening }

    struct Answer: Sendable {
        let status: Int
        let headers: [String: String]
        let body: [UInt8]
        var text: String { String(decoding: body, as: UTF8.self) }
        var json: [String: Any] { (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any] ?? [:] }
        /// The word of a refusal.
        var code: String? { json["error"] as? String }
    }

    /// One request and its answer.
    /// - Parameter path: names in braces are filled in from `names`
    func ask(
        _ method: String, _ path: String, _ names: [String: String] = [:], query: String = "", token: String? = nil, type: String? = nil,
        headers: [String: String] = [:], body: String? = nil
    ) async throws -> Answer {
        let response = try await start(method, path, names, query: query, token: token, type: type, headers: headers, body: body)
        let bytes = try await response.body.collect(upTo: 1 << 20)
        return Answer(
            status: Int(response.status.code), headers: Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }) { $1 },
            body: Array(bytes.readableBytesView))
    }

    /// The same, for an answer that goes on.
    func start(
        _ method: String, _ path: String, _ names: [String: String] = [:], query: String = "", token: String? = nil, type: String? = nil,
        headers: [String: String] = [:], body: String? = nil
    ) async throws -> HTTPClientResponse {
        let filled = names.reduce(path) { $0.replacing("{\($1.key)}", with: $1.value) }
        var request = HTTPClientRequest(url: url + filled + query)
        request.method = .init(rawValue: method)
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        if let type { request.headers.add(name: "Content-Type", value: type) }
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        let response = try await client.execute(request, timeout: .seconds(30))
        asked.withLock { _ = $0.insert("\(method) \(path) \(response.status.code)") }
        return response
    }

    struct Visitor: Sendable {
        let token: String
        let handle: String
    }

    /// Joins, and expects to be let in.
    func join(_ room: String = "hall", name: String? = nil, pin: String? = nil) async throws -> Visitor {
        var wish: [String: String] = [:]
        wish["name"] = name
        wish["pin"] = pin
        let body = String(decoding: try JSONEncoder().encode(wish), as: UTF8.self)
        let answer = try await ask("POST", "/api/rooms/{room}/join", ["room": room], type: "application/json", body: body)
        return Visitor(token: answer.json["token"] as? String ?? "", handle: answer.json["handle"] as? String ?? "")
    }

    func post(_ path: String, _ json: String, token: String?) async throws -> Answer {
        try await ask("POST", path, token: token, type: "application/json", body: json)
    }
}

/// Folders of tests, and those of the source tree.
enum TestFolder {
    static let page = #filePath.components(separatedBy: "/Tests/").dropLast().joined(separator: "/Tests/") + "/Sources/WebGateway/Page"

    static func make() throws -> String {
        let folder = NSTemporaryDirectory() + "/partyline-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return folder
    }
}
