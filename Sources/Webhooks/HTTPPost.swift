import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Profiles
import Synchronization

/// Sends notices by HTTP, each over a connection of its own. Answers are not read beyond their status, and redirects are not followed: what
/// is told goes where the admin has said, and nowhere else.
final class HTTPPost: Sendable {
    /// For name, connection, certificate and answer together. Ours: whoever needs longer does its work before it answers, and should not.
    static let patience = TimeAmount.seconds(5)
    /// As GitHub and others name and write it: `sha256=` and the code in hex.
    static let signatureField = "X-Partyline-Signature"

    private let authorities: NIOSSLTrustRoots
    /// Made with the first address that needs it: the authorities of the world are a megabyte.
    private let security = Mutex<NIOSSLContext?>(nil)

    /// - Parameter authorities: whose certificates count
    init(authorities: NIOSSLTrustRoots = .default) { self.authorities = authorities }

    /// - Returns: nil when it was taken, otherwise a few words on what is wrong
    func send(_ body: [UInt8], to url: WebhookURL, secret: ServiceSecret?) async -> String? {
        var fields: HTTPHeaders = [
            "Host": url.authority, "User-Agent": "partyline", "Connection": "close",
            "Content-Type": "application/json", "Content-Length": "\(body.count)",
        ]
        if let secret { fields.add(name: Self.signatureField, value: "sha256=" + Self.hex(secret.code(of: body, by: .sha256))) }
        do {
            let status = try await status(of: HTTPRequestHead(version: .http1_1, method: .POST, uri: url.target, headers: fields), body, to: url)
            return (200..<300).contains(status) ? nil : "it answers with status \(status)"
        } catch {
            return PostFailure(error).description
        }
    }

    private func status(of head: HTTPRequestHead, _ body: [UInt8], to url: WebhookURL) async throws -> UInt {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let status = loop.makePromise(of: UInt.self)
        let end = loop.scheduleTask(in: Self.patience) { status.fail(PostFailure.noAnswer) }
        defer { end.cancel() }
        let connection = ClientBootstrap(group: loop)
            .connectTimeout(Self.patience)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if url.isSecure { try channel.pipeline.syncOperations.addHandler(self.security(for: url)) }
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(StatusReader(status))
                }
            }
            .connect(host: url.host, port: url.port)
        connection.whenFailure { status.fail($0) }
        connection.whenSuccess { channel in
            channel.write(HTTPClientRequestPart.head(head), promise: nil)
            channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: body))), promise: nil)
            channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
            // Also when nobody has the patience any more.
            status.futureResult.whenComplete { _ in channel.close(promise: nil) }
        }
        return try await withTaskCancellationHandler {
            try await status.futureResult.get()
        } onCancel: {
            status.fail(CancellationError())
        }
    }

    private func security(for url: WebhookURL) throws -> NIOSSLClientHandler {
        let context = try security.withLock { made in
            if let made { return made }
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.trustRoots = authorities
            guard let context = try? NIOSSLContext(configuration: configuration) else { throw PostFailure.noAuthorities }
            made = context
            return context
        }
        // Without a name it is the address that the certificate must be for.
        return try NIOSSLClientHandler(context: context, serverHostname: IPAddress(url.host) == nil ? url.host : nil)
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

/// Keeps the status of the answer, and reads no further.
private final class StatusReader: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private let status: EventLoopPromise<UInt>

    init(_ status: EventLoopPromise<UInt>) { self.status = status }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let head) = unwrapInboundIn(data) { status.succeed(head.status.code) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { status.fail(error) }

    func channelInactive(context: ChannelHandlerContext) { status.fail(PostFailure.ended) }
}
