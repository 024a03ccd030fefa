import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import Profiles

/// Sends notices by HTTP. Answers are not read beyond their status, and redirects are not followed: what is told goes where the admin has
/// said, and nowhere else.
struct HTTPPost: Sendable {
    /// Ours: whoever needs longer does its work before it answers, and should not.
    static let patience = TimeAmount.seconds(5)
    /// As GitHub and others name and write it: `sha256=` and the code in hex.
    static let signatureField = "X-Partyline-Signature"

    private let client: HTTPClient

    init() {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow, timeout: .init(connect: Self.patience, read: Self.patience))
        configuration.httpVersion = .http1Only
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// - Returns: nil when it was taken, otherwise a few words on what is wrong
    func send(_ body: [UInt8], to url: WebhookURL, secret: ServiceSecret?) async -> String? {
        var request = HTTPClientRequest(url: url.text)
        request.method = .POST
        request.headers = ["Content-Type": "application/json", "User-Agent": "partyline"]
        if let secret { request.headers.add(name: Self.signatureField, value: "sha256=" + Self.hex(secret.code(of: body, by: .sha256))) }
        request.body = .bytes(body)
        do {
            let status = try await client.execute(request, timeout: Self.patience).status.code
            return (200..<300).contains(status) ? nil : "it answers with status \(status)"
        } catch let error as HTTPClientError {
            return error == .deadlineExceeded || error == .connectTimeout || error == .readTimeout
                ? "no answer within \(Self.patience.nanoseconds / 1_000_000_000) s" : "no connection (\(error.shortDescription))"
        } catch {
            return "cannot be reached"
        }
    }

    /// Due once it is no longer used.
    func end() async { try? await client.shutdown() }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
