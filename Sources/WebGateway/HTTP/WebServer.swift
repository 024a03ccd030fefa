import AsyncAlgorithms
import CLinux
import Conference
import FoundationEssentials
import HTTPTypes
import Hummingbird
import MediaTypes
import NIOCore
import Privacy
import Profiles
import Reception
import SDP
import ServiceLifecycle

/// Where pages and media sessions are asked for.
public struct WebSettings: Sendable {
    /// Where HTTPS listens.
    public let address: String
    public let port: Int
    /// Plain HTTP, on this machine only: browsers trust localhost with a microphone. Nil for none.
    public let localPort: Int?
    /// Other names under which the page may run.
    public let origins: Set<WebOrigin>
    /// Reverse proxies that are believed when they say for whom they ask.
    public let trustedProxies: Set<IPAddress>
    /// Nil for none.
    public let relay: RelayAccess?

    public init(
        address: String, port: Int, localPort: Int?, origins: Set<WebOrigin> = [], trustedProxies: Set<IPAddress> = [], relay: RelayAccess? = nil
    ) {
        self.address = address
        self.port = port
        self.localPort = localPort
        self.origins = origins
        self.trustedProxies = trustedProxies
        self.relay = relay
    }
}

/// The page and the API behind it, by HTTPS, and by HTTP on this machine.
/// - Source: openapi.yaml, which is served too
public struct WebServer: Sendable {
    let conference: Conference
    let hub: PeerHub
    let tokens = SeatTokens()
    let throttle = JoinThrottle()
    let broadcasts: Broadcasts
    let settings: WebSettings
    private let page: PageFiles
    private let certificates: CertificateStore?
    private let connections: ConnectionCount

    /// - Parameter certificates: nil for plain HTTP on this machine alone
    public init(_ settings: WebSettings, conference: Conference, hub: PeerHub, page: PageFiles, certificates: CertificateStore?) {
        self.settings = settings
        self.conference = conference
        broadcasts = Broadcasts(conference)
        self.hub = hub
        self.page = page
        self.certificates = certificates
        connections = ConnectionCount(trustedProxies: settings.trustedProxies)
    }

    /// Connections that are open now.
    var openConnections: Int { connections.all }

    var now: MediaTime { MediaTime(nanoseconds: clinux_monotonic_ns()) }

    /// Serves until the task is cancelled.
    /// - Parameter onListening: called once for each of the two when it is ready, with the port that it has
    public func run(onListening: @escaping @Sendable (Int) async -> Void = { _ in }) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            if let port = settings.localPort { group.addTask { try await serve("127.0.0.1", port, nil, onListening) } }
            if let certificates { group.addTask { try await serve(settings.address, settings.port, certificates, onListening) } }
            group.addTask { try await sweep() }
            if let certificates { group.addTask { try await watch(certificates) } }
            // The first that ends, ends all.
            try await group.next()
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    private func serve(
        _ address: String, _ port: Int, _ certificates: CertificateStore?, _ onListening: @escaping @Sendable (Int) async -> Void
    ) async throws {
        let listener = HTTPListener(address: address, port: port, section: .web, certificates: certificates, connections: connections)
        try await listener.run(routes(isSecure: certificates != nil), onListening: onListening)
    }

    /// What is left of those who have gone.
    private func sweep() async throws {
        while true {
            try await Task.sleep(for: Chosen.sweepPause)
            throttle.forgetIdle(at: now)
            for handle in tokens.handles.union(hub.handles) where await conference.seat(handle) == nil {
                tokens.forget(handle)
                hub.close(of: handle)
            }
        }
    }

    private func watch(_ certificates: CertificateStore) async throws {
        while true {
            try await Task.sleep(for: Chosen.certificatePause)
            if let event = certificates.refresh().event { conference.record(event) }
        }
    }

    private func routes(isSecure: Bool) -> Router<GatewayContext> {
        let router = Router(context: GatewayContext.self)
        router.addMiddleware {
            ForwardedCaller(trustedProxies: settings.trustedProxies)
            Safeguards(isSecure: isSecure, origins: settings.origins)
        }
        addPage(router)
        addJoining(router.group("api/rooms"))
        addMedia(router.group("api/media"))
        addEvents(router)
        addActions(router.group("api"))
        addWHIP(router)
        addListening(router)
        router.refuseOtherMethods()
        return router
    }

    private func addPage(_ router: Router<GatewayContext>) {
        let page = page
        for method in [HTTPRequest.Method.get, .head] {
            router.on("", method: method) { request, _ in
                // With several rooms, which there are is nobody's business who was not invited.
                let rooms = await conference.listRooms()
                if let only = rooms.first, rooms.count == 1 { return Response(status: .seeOther, headers: [.location: "/r/\(only.room)"]) }
                return try page.response("index.html", to: request)
            }
            router.on("r/:room", method: method) { request, _ in try page.response("index.html", to: request) }
            router.on("privacy", method: method) { request, _ in page.privacy(to: request) }
            router.on("openapi.yaml", method: method) { request, _ in try page.response("openapi.yaml", to: request) }
            router.on("page/:name", method: method) { request, context in
                try page.response(context.parameters.require("name"), to: request)
            }
        }
    }

    /// Whose request it is.
    func seat(of request: Request) async throws(APIError) -> Seat {
        guard let token = request.bearer, let handle = tokens.handle(of: token), let seat = await conference.seat(handle) else { throw .noToken }
        return seat
    }
}

/// How much of what browsers leave here there is now.
extension WebServer: DataKeeper {
    public func keptNow() -> [KeptData: Int] {
        [
            .token: tokens.count, .networkAddress: hub.addressCount, .guessHash: throttle.count, .connectionCount: connections.networkCount,
        ]
    }
}

extension Request {
    /// The bearer token (RFC 6750 section 2.1); nil without one.
    var bearer: String? {
        guard let field = headers[.authorization], field.lowercased().hasPrefix("bearer ") else { return nil }
        return String(field.dropFirst(7))
    }

    /// The whole body as text.
    func text() async throws -> String {
        do {
            return String(buffer: try await body.collect(upTo: Chosen.maxBodyBytes))
        } catch is NIOTooManyBytesError {
            throw APIError.tooLarge
        }
    }

    /// The body as JSON; an empty one is `{}`.
    func decode<Value: Decodable>(_ type: Value.Type) async throws -> Value {
        let text = try await text()
        guard JSONDepth.isAtMost(Chosen.maxJSONDepth, in: text.utf8) else {
            throw APIError.badRequest("The JSON is nested too deep.", "Das JSON ist zu tief geschachtelt.")
        }
        do {
            return try JSONDecoder().decode(type, from: Data((text.isEmpty ? "{}" : text).utf8))
        } catch {
            throw APIError.badRequest(
                "The body is not the JSON that is asked for; see /openapi.yaml.", "Der Inhalt ist nicht das erwartete JSON; siehe /openapi.yaml.")
        }
    }
}
