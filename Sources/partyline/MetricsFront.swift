import AdminAPI
import Conference
import Profiles
import WebGateway

/// What monitoring asks, as the configuration wants it.
extension MetricsServer {
    /// - Returns: nil where the configuration has no port for it
    init?(_ configuration: ServiceConfiguration, desk: AdminDesk, conference: Conference) {
        guard configuration.metricsPort != 0 else { return nil }
        self.init(
            address: configuration.metricsAddress.description, port: configuration.metricsPort, metrics: { await desk.metrics() },
            health: { await conference.health() })
    }

    /// The line of the start-up text that tells where to ask.
    static func announcement(_ configuration: ServiceConfiguration) -> [String] {
        guard configuration.metricsPort != 0 else { return [] }
        let address = configuration.metricsAddress.description
        return ["  metrics  http://\(address.contains(":") ? "[\(address)]" : address):\(configuration.metricsPort)/metrics"]
    }
}
