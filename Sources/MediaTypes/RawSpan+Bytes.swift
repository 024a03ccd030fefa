/// Checked big-endian reads: a remote length can be wrong, so every read says whether the bytes were there.
extension RawSpan {
    /// The byte at `offset`; nil outside.
    @inlinable public func byte(at offset: Int) -> UInt8? {
        guard offset >= 0, offset < byteCount else { return nil }
        return unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
    }

    /// Two bytes in network order; nil when one of them is outside.
    @inlinable public func uint16(at offset: Int) -> UInt16? {
        guard offset >= 0, offset <= byteCount &- 2 else { return nil }
        return UInt16(bigEndian: unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt16.self))
    }

    /// Four bytes in network order; nil when one of them is outside.
    @inlinable public func uint32(at offset: Int) -> UInt32? {
        guard offset >= 0, offset <= byteCount &- 4 else { return nil }
        return UInt32(bigEndian: unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt32.self))
    }

    /// The bytes of `range` that exist.
    @inlinable @_lifetime(copy self) public func bytes(in range: Range<Int>) -> RawSpan {
        let first = Swift.min(Swift.max(range.lowerBound, 0), byteCount)
        let end = Swift.min(Swift.max(range.upperBound, first), byteCount)
        return extracting(first..<end)
    }
}

extension MutableRawSpan {
    /// Writes bytes in network order; false, and nothing written, when they do not fit.
    @inlinable @_lifetime(self: copy self) public mutating func write<Integer: FixedWidthInteger & BitwiseCopyable>(_ value: Integer, at offset: Int) -> Bool {
        guard offset >= 0, offset <= byteCount &- MemoryLayout<Integer>.size else { return false }
        unsafe storeBytes(of: value.bigEndian, toUncheckedByteOffset: offset, as: Integer.self)
        return true
    }

    /// Copies all of `source` to `offset`; false, and nothing written, when it does not fit.
    @inlinable @_lifetime(self: copy self) public mutating func write(_ source: RawSpan, at offset: Int) -> Bool {
        guard offset >= 0, offset <= byteCount &- source.byteCount else { return false }
        unsafe withUnsafeMutableBytes { to in
            unsafe source.withUnsafeBytes { from in
                guard let to = to.baseAddress, let from = from.baseAddress else { return }
                unsafe (to + offset).copyMemory(from: from, byteCount: source.byteCount)
            }
        }
        return true
    }
}
