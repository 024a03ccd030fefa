extension Dictionary {
    /// Takes an entry out so that nothing of it stays in memory. By itself a dictionary only marks the place as free, and what was in it
    /// stands there until another entry comes that way: addresses, and strings of up to 15 bytes, as names and PINs are.
    /// - Returns: what was there; O(entries), since what is left moves to another place
    @discardableResult public mutating func forget(_ key: Key) -> Value? {
        guard let value = removeValue(forKey: key) else { return nil }
        repack()
        return value
    }

    /// Lets go of what has been taken out before: the entries move to another place, and the old one is freed.
    public mutating func repack() {
        var kept = Self(minimumCapacity: count)
        for (key, value) in self { kept[key] = value }
        self = kept
    }
}
