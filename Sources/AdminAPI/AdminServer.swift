import CLinux
import Conference
import FoundationEssentials
import Glibc
import NIOCore
import NIOPosix
import Reception

/// Serves admins on a unix socket: one JSON request a line, one JSON answer a line, in order. Only events go on: who asks for them is told
/// from then on, one line each, and asks for nothing else on that connection.
///
/// Who may connect is settled three times: by the directory (0700), by the socket (0600), and by asking the system who is
/// at the other end (SO_PEERCRED): the same user, or root.
public final class AdminServer: Sendable {
    private typealias Connection = AcceptedConnection<AdminLine, ByteBuffer>

    private let listener: NIOAsyncChannel<Connection, Never>
    private let place: Held<AdminSocketPath>
    private let desk: AdminDesk

    /// Opens the socket; from here on clients can connect, and are answered when `run` is called, which must happen.
    public init(at place: consuming AdminSocketPath, desk: AdminDesk) async throws(AdminServerError) {
        let path = place.path
        do {
            listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .bind(unixDomainSocketPath: path) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(AdminLineDecoder()))
                        return Connection(try NIOAsyncChannel(wrappingChannelSynchronously: channel))
                    }
                }
        } catch let error as IOError {
            throw .system("cannot open the admin socket \(path)", error.errnoCode)
        } catch {
            throw .system("cannot open the admin socket \(path)", EIO)
        }
        self.desk = desk
        self.place = Held(place)
        do {
            try self.place.value.restrict()
        } catch {
            try? await listener.executeThenClose { _ in }
            throw error
        }
    }

    /// Answers until the task is cancelled.
    public func run() async throws {
        try await listener.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                let open = OpenCount()
                for try await connection in connections {
                    group.addTask {
                        let isWelcome = open.enter()
                        defer { open.leave() }
                        await self.serve(connection, isWelcome: isWelcome)
                    }
                }
            }
        }
    }

    /// One client, from first request to hang-up. What goes wrong here ends this client only.
    private func serve(_ connection: Connection, isWelcome: Bool) async {
        do {
            try await connection.take().executeThenClose { lines, answers in
                guard try await isAllowed(connection.channel) else {
                    desk.conference.record(.adminRefused)
                    return try await answers.write(ByteBuffer(bytes: AdminDesk.line(.notAllowed)))
                }
                guard isWelcome else { return try await answers.write(ByteBuffer(bytes: AdminDesk.line(.tooMany))) }
                for try await line in lines {
                    switch line {
                    case .request(let bytes):
                        switch await desk.reply(to: Data(bytes.readableBytesView)) {
                        case .line(let line): try await answers.write(ByteBuffer(bytes: line))
                        case .events(let watch): return try await tell(watch, to: answers, on: connection.channel)
                        }
                    case .tooLong: try await answers.write(ByteBuffer(bytes: AdminDesk.line(.tooLong)))
                    }
                }
            }
        } catch {
            // The client has hung up in the middle, which is its affair.
        }
    }

    /// Tells what happens until the client hangs up; while it does not read, nothing is sent, and the watch drops what is too much.
    private func tell(_ watch: EventWatch, to answers: NIOAsyncChannelOutboundWriter<ByteBuffer>, on channel: any Channel) async throws {
        defer { watch.end() }
        channel.closeFuture.whenComplete { _ in watch.end() }
        try await answers.write(ByteBuffer(bytes: AdminWire.write(answer: Done())))
        for await _ in watch.wakes {
            let lines = try watch.take().flatMap { try AdminWire.write(event: $0) }
            if !lines.isEmpty { try await answers.write(ByteBuffer(bytes: lines)) }
        }
    }

    private func isAllowed(_ channel: any Channel) async throws -> Bool {
        guard let options = channel as? any SocketOptionProvider else { return false }
        let peer: ucred = try await options.unsafeGetSocketOption(level: .socket, name: .init(rawValue: SO_PEERCRED)).get()
        return peer.uid == geteuid() || peer.uid == 0
    }
}

/// Keeps something that cannot be copied for as long as the server lives.
private final class Held<Value: ~Copyable & Sendable>: Sendable {
    let value: Value
    init(_ value: consuming Value) { self.value = value }
}

extension AdminRefusal {
    fileprivate static let notAllowed = AdminRefusal(
        code: "not-allowed", message: "only the user who runs partyline, and root, may ask here")
    fileprivate static let tooMany = AdminRefusal(code: "busy", message: "\(AdminLimits.clients) admins are connected already; close one")
    fileprivate static let tooLong = AdminRefusal(code: "line-too-long", message: "a request has at most \(AdminLimits.lineBytes) bytes")
}
