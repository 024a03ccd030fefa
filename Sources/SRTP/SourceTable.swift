/// What a session keeps for one SSRC.
struct Source {
    let ssrc: UInt32
    var packets = ReplayWindow()
    var controlPackets = ReplayWindow()
}

/// The SSRCs of a session: so many places and no more, whatever comes.
/// - Realtime: no allocation after init; O(places)
@safe struct SourceTable: ~Copyable {
    private let places: UnsafeMutablePointer<Source>
    private let capacity: Int
    private var count: Int

    /// A table that takes in whoever proves genuine.
    init(capacity: Int) {
        unsafe places = .allocate(capacity: capacity)
        unsafe places.initialize(repeating: Source(ssrc: 0), count: capacity)
        self.capacity = capacity
        count = 0
    }

    /// A table of this SSRC alone.
    init(only ssrc: UInt32) {
        self.init(capacity: 1)
        self[0] = Source(ssrc: ssrc)
        count = 1
    }

    deinit { unsafe places.deallocate() }

    /// Where this SSRC stands. One that is not known is given the next free place, and loses it again unless `keep` follows.
    /// - Returns: nil when it is not known and all places are taken
    func place(of ssrc: UInt32) -> Int? {
        for place in 0..<count where unsafe places[place].ssrc == ssrc { return place }
        guard count < capacity else { return nil }
        unsafe places[count] = Source(ssrc: ssrc)
        return count
    }

    /// Makes it known: a packet of it was genuine.
    mutating func keep(_ place: Int) { count = max(count, place + 1) }

    /// - Shape: place: from `place(of:)`
    subscript(place: Int) -> Source {
        unsafeAddress { unsafe UnsafePointer(places + place) }
        nonmutating unsafeMutableAddress { unsafe places + place }
    }
}
