import CZlib

/// gzip's format around a whole archive. Its checksum and length are looked at, so that what is cut short or altered is found.
enum Gzip {
    enum Failure: Error, Equatable { case noGzip, tooLarge, damaged }

    static func pack(_ bytes: [UInt8]) -> [UInt8] {
        var input = bytes
        // What zlib cannot make smaller grows by 5 bytes for each 16 KiB; the rest is for head and tail.
        var output = [UInt8](repeating: 0, count: bytes.count + bytes.count / 1_000 + 64)
        let count = unsafe czlib_gzip(&input, UInt32(input.count), &output, UInt32(output.count))
        return Array(output.prefix(Int(count)))
    }

    /// - Parameter limitBytes: of what comes out; what claims to be more is not even begun
    static func unpack(_ bytes: [UInt8], limitBytes: Int) throws(Failure) -> [UInt8] {
        // Head (RFC 1952 section 2.3.1) and tail.
        guard bytes.count >= 18, bytes[0] == 0x1F, bytes[1] == 0x8B else { throw .noGzip }
        // The tail tells the length, and is held to it: nothing is ever made longer than it says.
        let count = bytes.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        guard count <= limitBytes else { throw .tooLarge }
        // An empty array has no room that zlib could be shown.
        var output = [UInt8](repeating: 0, count: max(1, count))
        guard count > 0, unsafe czlib_gunzip(bytes, UInt32(clamping: bytes.count), &output, UInt32(count)) == 1 else { throw .damaged }
        return output
    }
}
