import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// One TCP port on which HTTP is answered, within the limits of a service that strangers reach.
struct HTTPListener: Sendable {
    let address: String
    let port: Int
    let section: WebServerError.Section
    /// Nil for plain HTTP.
    let certificates: CertificateStore?
    let connections: ConnectionCount

    /// Answers until the task is cancelled.
    /// - Parameter onListening: called once when it is ready, with the port that it has
    /// - Throws: `WebServerError` when it cannot listen
    func run(_ router: Router<GatewayContext>, onListening: @escaping @Sendable (Int) async -> Void) async throws {
        // The HTTP library's own log lines hold what strangers send.
        var silent = Logger(label: "http", factory: { _ in SwiftLogNoOpLogHandler() })
        silent.logLevel = .critical
        let (certificates, connections, port) = (certificates, connections, port)
        let application = Application(
            router: router, server: HTTPServerBuilder { GuardedChannel(responder: $0, certificates: certificates, connections: connections) },
            configuration: ApplicationConfiguration(address: .hostname(address, port: port), serverName: nil),
            onServerRunning: { await onListening($0.localAddress?.port ?? port) }, logger: silent)
        do { try await application.run() } catch let error as IOError { throw WebServerError(error, port: port, of: section) }
    }
}

extension Router where Context == GatewayContext {
    /// Whoever asks an address that is there in a way that is not, is told what is (RFC 9110 section 15.5.6). For after all other routes.
    func refuseOtherMethods() {
        for (path, routes) in Dictionary(grouping: routes, by: \.path.description) {
            let allowed = routes.map(\.method)
            for method in [HTTPRequest.Method.get, .head, .post, .put, .patch, .delete, .options, .trace] where !allowed.contains(method) {
                on(RouterPath(path), method: method) { _, _ -> Response in throw APIError.noSuchMethod(allowed: allowed) }
            }
        }
    }
}
