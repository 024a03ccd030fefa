import Conference
import HTTPTypes
import Hummingbird
import NIOCore

/// What a monitoring system asks for, on a port of its own: two addresses, and nothing else of the box.
public struct MetricsServer: Sendable {
    /// Prometheus text format 0.0.4.
    private static let format = "text/plain; version=0.0.4; charset=utf-8"

    private let listener: HTTPListener
    private let metrics: @Sendable () async -> String
    private let health: @Sendable () async -> BoxHealth

    /// - Parameters:
    ///   - metrics: the page that Prometheus reads, as it is now
    ///   - health: how the box fares now
    public init(
        address: String, port: Int, metrics: @escaping @Sendable () async -> String, health: @escaping @Sendable () async -> BoxHealth
    ) {
        listener = HTTPListener(address: address, port: port, section: .metrics, certificates: nil, connections: ConnectionCount())
        self.metrics = metrics
        self.health = health
    }

    /// Serves until the task is cancelled.
    /// - Parameter onListening: called once when it is ready, with the port that it has
    public func run(onListening: @escaping @Sendable (Int) async -> Void = { _ in }) async throws {
        let router = Router(context: GatewayContext.self)
        router.addMiddleware { Safeguards(isSecure: false, origins: []) }
        router.get("metrics") { _, _ in answer(.ok, await metrics(), as: Self.format) }
        router.get("healthz") { _, _ in
            let health = await health()
            return answer(health.isWell ? .ok : .serviceUnavailable, "\(health)\n", as: "text/plain; charset=utf-8")
        }
        router.refuseOtherMethods()
        try await listener.run(router, onListening: onListening)
    }

    private func answer(_ status: HTTPResponse.Status, _ text: String, as type: String) -> Response {
        Response(status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
