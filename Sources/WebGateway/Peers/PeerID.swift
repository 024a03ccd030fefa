/// Names one media session in an address: 128 random bits, which nobody guesses.
public struct PeerID: Sendable, Hashable {
    public let text: String

    public init(text: String) { self.text = text }

    init(using random: inout some RandomNumberGenerator) { text = Hex.text(of: [random.next(), random.next()]) }
}

/// What is told to whoever made an offer.
public struct PeerAnswer: Sendable {
    public let id: PeerID
    /// Names the ICE session; another after each restart.
    public let etag: String
    public let sdp: String
}

/// Why the hub refuses.
public enum PeerError: Error, Sendable, Equatable {
    /// As many browsers as the box takes, or it is about to stop.
    case full
    case badOffer(String)
    case noSuchPeer
}
