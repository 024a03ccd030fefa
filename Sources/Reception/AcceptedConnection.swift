import NIOCore
import Synchronization

/// A connection from its acceptance on. NIO ends the program when one is let go that nobody has opened, and that happens to whoever comes
/// in the moment in which a server stops: such a one is opened and closed here.
public final class AcceptedConnection<Inbound: Sendable, Outbound: Sendable>: Sendable {
    private let connection: NIOAsyncChannel<Inbound, Outbound>
    private let isTaken = Atomic(false)

    public init(_ connection: NIOAsyncChannel<Inbound, Outbound>) { self.connection = connection }

    deinit {
        guard !isTaken.load(ordering: .acquiring) else { return }
        let connection = connection
        Task { try? await connection.executeThenClose { _, _ in } }
    }

    public var channel: any Channel { connection.channel }

    /// The connection, for the caller to open and close (`executeThenClose`), whatever else happens.
    public func take() -> NIOAsyncChannel<Inbound, Outbound> {
        isTaken.store(true, ordering: .releasing)
        return connection
    }
}
