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
    private let lookUp: @Sendable (String) async -> [TransportAddress]
    private let known: Mutex<TransportAddress?>

    /// - Parameters:
    ///   - host: nil where the box is found at its own addresses alone
    ///   - pauses: before a name is asked for again: while nothing is known, since the line may come up later than the box, and after that,
    ///     since name servers keep the names of such lines for a minute
    ///   - lookUp: the addresses of a name
    init(
        _ host: PublicHost?, pauses: (first: Duration, later: Duration) = (.seconds(5), .seconds(60)),
        lookUp: @escaping @Sendable (String) async -> [TransportAddress] = PublicAddress.askSystem
    ) {
        self.host = host
        self.pauses = pauses
        self.lookUp = lookUp
        known = Mutex(host?.address.map { TransportAddress(high: $0.high, low: $0.low, port: 0) })
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
        while !Task.isCancelled {
            let found = Self.chosen(from: await lookUp(host.text))
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

    /// Of several the first of IPv4, for which routers forward. In many machines the file of hosts sends a machine's name to itself, which is no
    /// help to others.
    static func chosen(from addresses: [TransportAddress]) -> TransportAddress? {
        let useful = addresses.filter { IPAddress(high: $0.high, low: $0.low).reach != .thisMachine }
        return useful.first { $0.ipv4 != nil } ?? useful.first
    }

    /// Beside the threads that serve people: it may take seconds.
    static let askSystem: @Sendable (String) async -> [TransportAddress] = { name in
        (try? await NIOThreadPool.singleton.runIfActive { NameLookUp.addresses(of: name) }) ?? []
    }
}
