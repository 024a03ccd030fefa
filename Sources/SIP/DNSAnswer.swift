/// Reads the answer of a name server to a question for SRV. Nothing traps on what comes.
/// - Source: RFC 1035 section 4; RFC 2782
public enum DNSAnswer {
    /// Ours: the largest provider seen has eight.
    static var mostRecords: Int { 64 }
    /// RFC 1035 section 2.3.4.
    private static var longestName: Int { 255 }
    /// RFC 1035 section 3.2.2: CNAME is passed over, for the answer holds what it leads to.
    private static var service: UInt16 { 33 }
    private static var internet: UInt16 { 1 }

    /// The services in an answer, as they stand in it. Targets that are no host names are left out.
    public static func services(in bytes: [UInt8]) throws(DNSError) -> [ServiceRecord] {
        var cursor = Cursor(bytes)
        _ = try cursor.word()
        let flags = try cursor.word()
        guard flags & 0x8000 != 0, flags & 0x7800 == 0 else { throw .notAnAnswer }
        let code = UInt8(flags & 0xF)
        guard code == 0 || code == 3 else { throw .refused(code) }
        let questions = try cursor.word()
        let answers = Int(try cursor.word())
        _ = try cursor.take(4)
        guard questions <= 1 else { throw .notAnAnswer }
        guard answers <= mostRecords else { throw .tooManyRecords }
        for _ in 0..<questions {
            _ = try cursor.name()
            _ = try cursor.take(4)
        }
        var records: [ServiceRecord] = []
        for _ in 0..<answers {
            if let record = try record(&cursor) { records.append(record) }
        }
        return records
    }

    /// Nil for a record of another kind.
    private static func record(_ cursor: inout Cursor) throws(DNSError) -> ServiceRecord? {
        _ = try cursor.name()
        let (type, kind) = (try cursor.word(), try cursor.word())
        _ = try cursor.take(4)
        let length = Int(try cursor.word())
        let end = cursor.position + length
        guard type == service, kind == internet else {
            _ = try cursor.take(length)
            return nil
        }
        let (priority, weight, port) = (try cursor.word(), try cursor.word(), try cursor.word())
        let labels = try cursor.name()
        guard cursor.position == end else { throw .truncated }
        // A root alone says that there is no such service.
        guard !labels.isEmpty else { return ServiceRecord(priority: priority, weight: weight, host: ".", port: port) }
        guard labels.allSatisfy({ $0.allSatisfy(isHostByte) }), port > 0 else { return nil }
        let host = labels.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ".")
        return ServiceRecord(priority: priority, weight: weight, host: host, port: port)
    }

    /// RFC 952 and 1123, and the underscore that some have.
    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private struct Cursor {
        private let bytes: [UInt8]
        private(set) var position = 0

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        mutating func take(_ count: Int) throws(DNSError) -> ArraySlice<UInt8> {
            guard count <= bytes.count - position else { throw .truncated }
            defer { position += count }
            return bytes[position..<position + count]
        }

        mutating func byte() throws(DNSError) -> UInt8 {
            guard let byte = try take(1).first else { throw .truncated }
            return byte
        }

        mutating func word() throws(DNSError) -> UInt16 { UInt16(try byte()) << 8 | UInt16(try byte()) }

        /// The parts of a name. A pointer leads backwards only, so that the way has an end.
        /// - Source: RFC 1035 section 4.1.4
        mutating func name() throws(DNSError) -> [[UInt8]] {
            var labels: [[UInt8]] = []
            var length = 1
            var start = position
            var after: Int?
            while true {
                let size = try byte()
                switch size >> 6 {
                case 0 where size == 0:
                    if let after { position = after }
                    return labels
                case 0:
                    length += Int(size) + 1
                    guard length <= DNSAnswer.longestName else { throw .badName }
                    labels.append(Array(try take(Int(size))))
                case 3:
                    let target = Int(size & 0x3F) << 8 | Int(try byte())
                    guard target < start else { throw .badName }
                    after = after ?? position
                    position = target
                    start = target
                default: throw .badName
                }
            }
        }
    }
}
