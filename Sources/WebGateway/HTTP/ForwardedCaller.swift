import HTTPTypes
import Hummingbird
import MediaTypes
import Profiles

/// Behind a reverse proxy everybody seems to come from one address. A proxy that is trusted says for whom it asks, and then those are
/// counted apart. The address is used for counting only, and forgotten with the request.
///
/// Of X-Forwarded-For only the last entry counts: the proxy itself wrote it, while those before it are what the client says.
struct ForwardedCaller: MiddlewareProtocol {
    let trustedProxies: Set<IPAddress>

    func handle(_ request: Request, context: GatewayContext, next: (Request, GatewayContext) async throws -> Response) async throws -> Response {
        var context = context
        if let proxy = context.caller, trustedProxies.contains(IPAddress(high: proxy.high, low: proxy.low)),
            let entry = request.headers[values: Self.header].last?.split(separator: ",").last, let caller = Self.address(entry)
        {
            context.caller = TransportAddress(high: caller.high, low: caller.low, port: 0)
        }
        return try await next(request, context)
    }

    private static let header = HTTPField.Name("X-Forwarded-For")!

    /// `192.0.2.1`, `2001:db8::1` or `[2001:db8::1]`, each with a port that some proxies add; nil for anything else.
    static func address(_ entry: Substring) -> IPAddress? {
        let text = entry.trimmingPrefix { $0 == " " }.prefix { $0 != " " }
        if text.hasPrefix("[") { return IPAddress(String(text.dropFirst().prefix { $0 != "]" })) }
        if let address = IPAddress(String(text)) { return address }
        return text.count { $0 == ":" } == 1 ? IPAddress(String(text.prefix { $0 != ":" })) : nil
    }
}
