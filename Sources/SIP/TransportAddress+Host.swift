import Glibc
import MediaTypes

extension TransportAddress {
    /// Reads a host that is an address: dotted IPv4, or IPv6 with or without brackets; nil for a name, which somebody else must look up.
    public init?(host: String, port: UInt16) {
        var v4 = in_addr()
        if unsafe inet_pton(AF_INET, host, &v4) == 1 {
            self.init(ipv4: UInt32(bigEndian: v4.s_addr), port: port)
            return
        }
        let isBracketed = host.utf8.first == UInt8(ascii: "[") && host.utf8.last == UInt8(ascii: "]")
        let address = isBracketed ? String(decoding: host.utf8.dropFirst().dropLast(), as: UTF8.self) : host
        var v6 = in6_addr()
        guard unsafe inet_pton(AF_INET6, address, &v6) == 1 else { return nil }
        let halves = unsafe withUnsafeBytes(of: &v6) { bytes in
            unsafe (bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self), bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        }
        self.init(high: UInt64(bigEndian: halves.0), low: UInt64(bigEndian: halves.1), port: port)
    }

    /// The address without its port, as a URI and a Via have it: IPv6 in brackets.
    public var host: String {
        if let ipv4 { return [24, 16, 8, 0].map { String(ipv4 >> $0 & 0xFF) }.joined(separator: ".") }
        var address = (high.bigEndian, low.bigEndian)
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        _ = unsafe inet_ntop(AF_INET6, &address, &text, socklen_t(text.count))
        return "[" + String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) + "]"
    }

    /// Whether both are the same machine, whatever the port.
    func isSameHost(as other: TransportAddress) -> Bool { high == other.high && low == other.low }
}
