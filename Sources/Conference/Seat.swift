import MediaTypes

/// A place in a room, as it is told to the one who holds it.
public struct Seat: Sendable, Equatable {
    public let handle: ParticipantHandle
    public let room: String
    public let kind: ParticipantKind
    public let role: ParticipantRole
    /// Waits for a host to admit it, hears nothing, and sees nobody.
    public let isInLobby: Bool
}

/// What somebody says who wants to come in.
public struct JoinRequest: Sendable {
    public var room: String
    /// For the others to see; nil stays without a name.
    public var name: String?
    /// The room's PIN, or its host PIN.
    public var pin: String?
    public var kind: ParticipantKind
    public var caller: JoinOrigin

    public init(room: String, name: String? = nil, pin: String? = nil, kind: ParticipantKind = .web, caller: JoinOrigin) {
        self.room = room
        self.name = name
        self.pin = pin
        self.kind = kind
        self.caller = caller
    }
}

/// Tells one network, or one caller, from another where PINs are guessed. No address and no number can be had from it: it is a hash
/// under a key that changes with each run.
public struct JoinOrigin: Sendable, Hashable {
    private let hash: Int

    /// The address, for IPv4; its /56, which one household has, for IPv6.
    public init(_ address: TransportAddress) {
        var hasher = Hasher()
        if let four = address.ipv4 {
            hasher.combine(four)
        } else {
            hasher.combine(address.high >> 8)
        }
        hash = hasher.finalize()
    }

    /// - Parameter caller: itself a hash under a secret key, of a caller's number, or of its trunk where the number is withheld
    public init(caller: UInt64) {
        var hasher = Hasher()
        // No caller is taken for an address.
        hasher.combine("caller")
        hasher.combine(caller)
        hash = hasher.finalize()
    }
}
