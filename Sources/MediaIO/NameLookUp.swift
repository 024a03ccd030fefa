import CLinux
import Glibc
import MediaTypes

/// The addresses that a name has.
public enum NameLookUp {
    /// Asks the system: its files, and the name servers it knows. May take as long as these need to answer; never for the media thread.
    /// - Parameter port: of the addresses that come back
    /// - Returns: each once, in the order of the system; none where nobody knows the name
    public static func addresses(of name: String, port: UInt16 = 0) -> [TransportAddress] {
        var wanted = addrinfo()
        wanted.ai_socktype = Int32(SOCK_DGRAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, nil, &wanted, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var addresses: [TransportAddress] = []
        var entry = list
        while let found = entry {
            entry = found.pointee.ai_next
            guard let address = found.pointee.ai_addr.flatMap({ TransportAddress(UnsafePointer($0), port: port) }), !addresses.contains(address)
            else { continue }
            addresses.append(address)
        }
        return addresses
    }
}
