import SIP

/// A hostile answer of a name server: what is taken out of it can be looked up without harm.
enum DNSExchange {
    static func run(_ bytes: RawSpan) {
        guard let records = try? DNSAnswer.services(in: bytes.withUnsafeBytes { Array($0) }) else { return }
        precondition(records.count <= 64)
        for record in records where record.host != "." {
            precondition(1...253 ~= record.host.utf8.count && record.port > 0)
            precondition(record.host.utf8.allSatisfy { 0x2D...0x7A ~= $0 && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "@") })
        }
    }
}
