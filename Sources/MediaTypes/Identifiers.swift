/// Names a room across the door between control and media.
@frozen public struct RoomID: Sendable, Hashable {
    public var value: UInt32
    @inlinable public init(_ value: UInt32) { self.value = value }
}

/// Names one participant's media across the door between control and media. Never used twice in one run.
@frozen public struct LegID: Sendable, Hashable {
    public var value: UInt32
    @inlinable public init(_ value: UInt32) { self.value = value }
}
