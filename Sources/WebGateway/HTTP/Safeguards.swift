import HTTPTypes
import Hummingbird
import Profiles

/// Before an answer: requests that another website has started are refused. After it: headers that keep the page to itself.
struct Safeguards: MiddlewareProtocol {
    /// Whether requests come by HTTPS. By plain HTTP a reverse proxy on this machine may stand before us, which has HTTPS.
    private let isSecure: Bool
    /// Other names under which the page may run.
    private let origins: Set<WebOrigin>
    private let headers: [(HTTPField.Name, String)]

    init(isSecure: Bool, origins: Set<WebOrigin>) {
        self.isSecure = isSecure
        self.origins = origins
        let frames = origins.isEmpty ? "'none'" : origins.map(\.description).sorted().joined(separator: " ")
        headers = [
            ("Content-Security-Policy",
             "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; media-src 'self' blob:; "
                 + "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors \(frames)"),
            ("Permissions-Policy", "microphone=(self), camera=(), geolocation=()"),
            ("Referrer-Policy", "no-referrer"),
            ("X-Content-Type-Options", "nosniff"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
        ].compactMap { name, value in HTTPField.Name(name).map { ($0, value) } }
    }

    func handle(_ request: Request, context: GatewayContext, next: (Request, GatewayContext) async throws -> Response) async throws -> Response {
        var response: Response
        do {
            if !isFromHere(request) { throw APIError.foreignOrigin }
            response = try await next(request, context)
        } catch let error as any HTTPResponseError {
            response = (error as? APIError == nil && error.status == .notFound)
                ? try APIError.notFound.response(from: request, context: context) : try error.response(from: request, context: context)
        }
        for (name, value) in headers { response.headers[name] = value }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }

    /// Whether the page that asks, if a page does, is ours. Programs send no origin.
    private func isFromHere(_ request: Request) -> Bool {
        guard request.headers.contains(.origin) else { return true }
        guard let origin = request.headers[.origin]?.lowercased(), let host = request.head.authority?.lowercased(), !host.isEmpty else { return false }
        if let named = WebOrigin(origin), origins.contains(named) { return true }
        return origin == "https://" + host || (!isSecure && origin == "http://" + host)
    }
}
