import Conference
import MediaIO
import MediaTypes
import NIOPosix
import Profiles
import Synchronization

/// Where the box is found from outside, now. A name is asked for again and again, for many lines get another address at night; who comes
/// after that is told the new one, and so are trunks. Safe on any thread but the media thread.
final class PublicAddress: Sendable {
    private let host: PublicHost?
    /// While nothing is known, and after that.
    private let pauses: (first: Duration, later: Duration)
    private let lookUp: @Sendable (String) async -> [IPAddress]
    private let known: Mutex<IPAddress?>

    /// - Parameters:
    ///   - host: nil where the box is found at its own addresses alone
    ///   - pauses: before a name is asked for again: while nothing is known, since the line may come up later than the box, and after that,
    ///     since name servers keep the names of such lines for a minute
    ///   - lookUp: the addresses of a name
    init(
        _ host: PublicHost?, pauses: (first: Duration, later: Duration) = (.seconds(5), .seconds(60)),
        lookUp: @escaping @Sendable (String) async -> [IPAddress] = PublicAddress.askSystem
    ) {
        self.host = host
        self.pauses = pauses
        self.lookUp = lookUp
        known = Mutex(host?.address)
    }

    /// Whether it may change.
    var isName: Bool { host.map { $0.address == nil } ?? false }

    /// Nil while a name has led nowhere yet.
    /// - Parameter port: of what comes back
    func current(port: UInt16) -> TransportAddress? {
        known.withLock { $0 }.map { TransportAddress(high: $0.high, low: $0.low, port: port) }
    }

    /// Asks for a name until the task is cancelled.
    /// - Parameter record: takes what the log is to tell
    func follow(record: @Sendable (BoxEvent) -> Void) async throws {
        guard let host else { return }
        var isFailing = false
        while true {
            let found = PublicHost.chosen(from: await lookUp(host.text))
            // Who was cancelled has been told nothing.
            try Task.checkCancellation()
            let before = known.withLock { known in
                defer { known = found ?? known }
                return known
            }
            if let found, found != before { record(.publicAddressFound) }
            if found == nil, !isFailing { record(.publicAddressUnknown) }
            isFailing = found == nil
            try await Task.sleep(for: found ?? before == nil ? pauses.first : pauses.later)
        }
    }

    /// Asks the system for a name.
    static let askSystem: @Sendable (String) async -> [IPAddress] = { name in
        await beside { NameLookUp.addresses(of: name).map { IPAddress(high: $0.high, low: $0.low) } }
    }

    /// Does what may take long beside the threads that serve people. Who is cancelled does not wait for it: a server stops though no name server
    /// answers.
    static func beside(_ work: @escaping @Sendable () -> [IPAddress]) async -> [IPAddress] {
        let result = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: [IPAddress].self)
        NIOThreadPool.singleton.submit { _ in result.succeed(work()) }
        return await withTaskCancellationHandler {
            (try? await result.futureResult.get()) ?? []
        } onCancel: {
            result.fail(CancellationError())
        }
    }
}
