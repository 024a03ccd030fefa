import CResolv
import Glibc
import MediaTypes
import SIP

/// The name servers of this machine, asked by the C library. All of it waits, for up to half a minute: never on an event loop.
/// - Source: RFC 1035, 2782
enum NameService {
    /// The longest answer that is looked at; the C library asks by TCP for one that does not fit into a datagram.
    private static var answerBytes: Int { 16_384 }
    /// Seconds until a question is asked again, and how often.
    private static var patience: Int32 { 3 }
    private static var questions: Int32 { 2 }

    /// Those who offer a service.
    /// - Parameters:
    ///   - name: such as `_sip._udp.example.org`
    ///   - server: an IPv4 address, for a test; nil for those of this machine
    /// - Returns: none when there is no such name
    static func services(of name: String, server: TransportAddress?) throws(ResolverError) -> [ServiceRecord] {
        var state = unsafe cresolv_state()
        guard unsafe cresolv_init(&state) == 0 else { throw .noAnswer }
        defer { unsafe cresolv_close(&state) }
        unsafe state.retrans = patience
        unsafe state.retry = questions
        if let server, let address = server.ipv4 {
            unsafe state.nscount = 1
            unsafe state.nsaddr_list.0 = sockaddr_in(
                sin_family: sa_family_t(AF_INET), sin_port: server.port.bigEndian, sin_addr: in_addr(s_addr: address.bigEndian),
                sin_zero: (0, 0, 0, 0, 0, 0, 0, 0))
        }
        var answer = [UInt8](repeating: 0, count: answerBytes)
        let length = unsafe cresolv_query(&state, name, Int32(ns_c_in.rawValue), Int32(ns_t_srv.rawValue), &answer, Int32(answerBytes))
        guard length >= 0 else {
            switch unsafe state.res_h_errno {
            case HOST_NOT_FOUND, NO_DATA: return []
            case NO_RECOVERY: throw .failed
            default: throw .noAnswer
            }
        }
        do throws(DNSError) { return try DNSAnswer.services(in: Array(answer.prefix(Int(length)))) } catch { throw .malformed(error) }
    }

    /// The addresses of a host, the best first.
    static func addresses(of host: String, port: UInt16) throws(ResolverError) -> [TransportAddress] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_family = AF_UNSPEC
        unsafe hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        switch unsafe getaddrinfo(host, nil, &hints, &list) {
        case 0: break
        case EAI_AGAIN: throw .noAnswer
        case EAI_FAIL, EAI_SYSTEM, EAI_MEMORY: throw .failed
        default: throw .noSuchName
        }
        defer { unsafe freeaddrinfo(list) }
        var addresses: [TransportAddress] = []
        var next = unsafe list
        while let entry = unsafe next {
            if let address = unsafe address(entry.pointee, port: port), !addresses.contains(address) { addresses.append(address) }
            unsafe next = entry.pointee.ai_next
        }
        guard !addresses.isEmpty else { throw .noSuchName }
        return addresses
    }

    /// Nil for one that is of use with an interface alone.
    private static func address(_ entry: addrinfo, port: UInt16) -> TransportAddress? {
        guard let bytes = unsafe entry.ai_addr.map(UnsafeRawPointer.init) else { return nil }
        let address: TransportAddress
        switch unsafe entry.ai_family {
        case AF_INET:
            let four = unsafe bytes.loadUnaligned(as: sockaddr_in.self)
            address = TransportAddress(ipv4: UInt32(bigEndian: four.sin_addr.s_addr), port: port)
        case AF_INET6:
            var six = unsafe bytes.loadUnaligned(as: sockaddr_in6.self)
            address = unsafe withUnsafeBytes(of: &six.sin6_addr) { bytes in
                TransportAddress(
                    high: UInt64(bigEndian: unsafe bytes.loadUnaligned(as: UInt64.self)),
                    low: UInt64(bigEndian: unsafe bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)), port: port)
            }
        default: return nil
        }
        return address.ipv4 == nil && address.isLinkLocal ? nil : address
    }
}
