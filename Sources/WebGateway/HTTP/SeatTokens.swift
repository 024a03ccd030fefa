import Conference
import Synchronization

/// Who holds which seat: 256 random bits for each, in memory only.
final class SeatTokens: Sendable {
    private let seats = Mutex<[String: ParticipantHandle]>([:])

    /// A new token for a seat.
    func issue(for handle: ParticipantHandle) -> String {
        var random = SystemRandomNumberGenerator()
        let token = Hex.text(of: (0..<4).map { _ in random.next() })
        seats.withLock { $0[token] = handle }
        return token
    }

    /// Whose it is. Hashing under a key of this run's comes first, so that nothing can be learned from how long it takes.
    func handle(of token: String) -> ParticipantHandle? { seats.withLock { $0[token] } }

    var handles: Set<ParticipantHandle> { seats.withLock { Set($0.values) } }

    var count: Int { seats.withLock { $0.count } }

    func forget(_ handle: ParticipantHandle) { seats.withLock { seats in seats = seats.filter { $0.value != handle } } }
}

/// Numbers as they stand in tokens and addresses.
enum Hex {
    static func text(of words: [UInt64]) -> String {
        words.map { word in
            let text = String(word, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }.joined()
    }
}
