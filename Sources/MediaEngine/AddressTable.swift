import MediaTypes

/// Finds the leg of a source address: open addressing, half empty at most.
/// - Realtime: no allocation after init; a look-up passes few places, and a removal puts back those behind it
struct AddressTable: ~Copyable {
    private struct Place: BitwiseCopyable {
        var address: TransportAddress
        /// Negative: free.
        var leg: Int32
    }

    private static var free: Place { Place(address: TransportAddress(high: 0, low: 0, port: 0), leg: -1) }

    private let places: UnsafeMutablePointer<Place>
    private let mask: Int

    /// - Parameter capacity: the most addresses that will be in the table
    init(capacity: Int) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        mask = size - 1
        places = .allocate(capacity: size)
        places.initialize(repeating: Self.free, count: size)
    }

    deinit { places.deallocate() }

    private func home(_ address: TransportAddress) -> Int { Int(truncatingIfNeeded: address.tableHash) & mask }

    func leg(at address: TransportAddress) -> Int? {
        var at = home(address)
        while places[at].leg >= 0 {
            if places[at].address == address { return Int(places[at].leg) }
            at = (at + 1) & mask
        }
        return nil
    }

    /// The address must not be there yet.
    mutating func insert(_ address: TransportAddress, leg: Int) {
        var at = home(address)
        while places[at].leg >= 0 { at = (at + 1) & mask }
        places[at] = Place(address: address, leg: Int32(truncatingIfNeeded: leg))
    }

    mutating func remove(_ address: TransportAddress) {
        var at = home(address)
        while places[at].leg >= 0, places[at].address != address { at = (at + 1) & mask }
        guard places[at].leg >= 0 else { return }
        places[at] = Self.free
        // Those behind may have been put there because this place was taken.
        at = (at + 1) & mask
        while places[at].leg >= 0 {
            let moved = places[at]
            places[at] = Self.free
            insert(moved.address, leg: Int(moved.leg))
            at = (at + 1) & mask
        }
    }
}
