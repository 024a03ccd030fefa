import MediaTypes

/// A STUN message, as far as ICE needs it: what it is, and the attributes that checks and their answers have.
/// - Source: RFC 8489 sections 5 and 14, RFC 8445 section 7.1
public struct STUNMessage: Sendable, Hashable {
    /// What the message is to its transaction.
    public enum Class: UInt8, Sendable, CaseIterable {
        case request, indication, success, failure
    }

    /// Which side says that it decides about the paths, and its tie breaker.
    public enum Role: Sendable, Hashable {
        case controlling(UInt64)
        case controlled(UInt64)
    }

    /// The only method that ICE uses.
    public static var binding: UInt16 { 1 }

    public var messageClass: Class
    /// 12 bits.
    public var method: UInt16
    public var transaction: STUNTransaction
    /// The receiver's username fragment, a colon, the sender's; at most 508 bytes.
    public var username: String?
    /// PRIORITY.
    public var priority: UInt32?
    /// ICE-CONTROLLING or ICE-CONTROLLED.
    public var role: Role?
    /// USE-CANDIDATE: this path is to be used.
    public var isNominating = false
    /// XOR-MAPPED-ADDRESS: where the request came from.
    public var mappedAddress: TransportAddress?
    /// 300 to 699.
    public var errorCode: UInt16?
    /// UNKNOWN-ATTRIBUTES: what the sender of this refusal did not know.
    public var unknownAttributes: [UInt16] = []

    /// What we do not know and would have to, of a message that was read; at most 16 of them.
    public private(set) var unknownRequired: [UInt16] = []
    /// Whether a message that was read ends in a FINGERPRINT; it was right.
    public private(set) var hasFingerprint = false
    /// Where in the datagram a message that was read has its MESSAGE-INTEGRITY; `isAuthentic` says whether it is right.
    public private(set) var integrityOffset: Int?

    /// A message to write.
    public init(_ messageClass: Class, method: UInt16 = STUNMessage.binding, transaction: STUNTransaction) {
        self.messageClass = messageClass
        self.method = method & 0xFFF
        self.transaction = transaction
    }

    /// Reads a datagram. Of attributes that occur twice the first counts; those behind MESSAGE-INTEGRITY do not.
    /// - Returns: nil when malformed: another length than the header says, no magic cookie, an attribute that is longer than the message or
    ///   not as long as it must be, a wrong FINGERPRINT or one that is not the last
    public init?(parsing datagram: RawSpan) {
        guard let type = Self.type(of: datagram), let transaction = STUNTransaction(in: datagram) else { return nil }
        let method = type & 0xF | type >> 1 & 0x70 | type >> 2 & 0xF80
        guard let messageClass = Class(rawValue: UInt8(type >> 4 & 1 | type >> 7 & 2)) else { return nil }
        self.init(messageClass, method: method, transaction: transaction)
        var attributes = STUNAttributes()
        while let attribute = attributes.next(in: datagram) {
            if attribute.type == STUNAttribute.fingerprint {
                guard attributes.offset == datagram.byteCount, attribute.value.count == 4,
                    datagram.uint32(at: attribute.value.lowerBound) == STUNSeal.fingerprint(of: datagram.bytes(in: 0..<attribute.offset))
                else { return nil }
                hasFingerprint = true
            } else if integrityOffset == nil {
                guard take(attribute, in: datagram) else { return nil }
            }
        }
        guard attributes.offset == datagram.byteCount else { return nil }
    }

    /// The message type of what can be a STUN message; nil when the header is wrong.
    /// - Source: RFC 8489 section 6.3
    static func type(of datagram: RawSpan) -> UInt16? {
        guard let type = datagram.uint16(at: 0), type & 0xC000 == 0, let length = datagram.uint16(at: 2), length & 3 == 0,
            Int(length) &+ Specified.headerByteCount == datagram.byteCount, datagram.uint32(at: 4) == Specified.magicCookie
        else { return nil }
        return type
    }

    /// Whether MESSAGE-INTEGRITY is there and made with `password`; the comparison's time says nothing of where they differ.
    /// - Shape: datagram: what this message was read from
    public func isAuthentic(in datagram: RawSpan, password: String) -> Bool {
        guard let offset = integrityOffset else { return false }
        return STUNSeal.isAuthentic(datagram, integrityOffset: offset, password: password)
    }

    /// Notes an attribute before MESSAGE-INTEGRITY, or that one; false when its value cannot be.
    private mutating func take(_ attribute: STUNAttributes.Attribute, in datagram: RawSpan) -> Bool {
        let value = datagram.bytes(in: attribute.value)
        switch attribute.type {
        case STUNAttribute.username:
            guard value.byteCount <= Specified.longestUsername, let text = Self.text(value) else { return false }
            username = username ?? text
        case STUNAttribute.priority:
            guard value.byteCount == 4, let number = value.uint32(at: 0) else { return false }
            priority = priority ?? number
        case STUNAttribute.useCandidate:
            guard value.byteCount == 0 else { return false }
            isNominating = true
        case STUNAttribute.iceControlling, STUNAttribute.iceControlled:
            guard value.byteCount == 8, let high = value.uint32(at: 0), let low = value.uint32(at: 4) else { return false }
            let tieBreaker = UInt64(high) << 32 | UInt64(low)
            role = role ?? (attribute.type == STUNAttribute.iceControlling ? .controlling(tieBreaker) : .controlled(tieBreaker))
        case STUNAttribute.xorMappedAddress:
            guard let covered = Self.address(value, covered: transaction) else { return false }
            mappedAddress = mappedAddress ?? covered
        case STUNAttribute.errorCode:
            guard let hundreds = value.byte(at: 2), let rest = value.byte(at: 3), 3...6 ~= hundreds & 7, rest < 100 else { return false }
            errorCode = errorCode ?? UInt16(hundreds & 7) &* 100 &+ UInt16(rest)
        case STUNAttribute.unknownAttributes:
            guard value.byteCount & 1 == 0 else { return false }
            if unknownAttributes.isEmpty {
                unknownAttributes = (0..<min(value.byteCount / 2, Chosen.unknownNamed)).compactMap { value.uint16(at: 2 &* $0) }
            }
        case STUNAttribute.messageIntegrity:
            guard value.byteCount == Specified.integrityByteCount else { return false }
            integrityOffset = attribute.offset
        case STUNAttribute.mappedAddress, STUNAttribute.realm, STUNAttribute.nonce, STUNAttribute.messageIntegritySHA256:
            // Known, and nothing that a check is about.
            break
        default:
            guard STUNAttribute.isRequired(attribute.type), unknownRequired.count < Chosen.unknownNamed else { break }
            unknownRequired.append(attribute.type)
        }
        return true
    }

    /// nil when it is not UTF-8.
    static func text(_ value: RawSpan) -> String? {
        String(validating: value.array, as: UTF8.self)
    }

    /// nil when it is no XOR-MAPPED-ADDRESS.
    private static func address(_ value: RawSpan, covered transaction: STUNTransaction) -> TransportAddress? {
        guard let family = value.byte(at: 1), let port = value.uint16(at: 2), let first = value.uint32(at: 4) else { return nil }
        switch (family, value.byteCount) {
        case (1, 8): return transaction.mask(TransportAddress(ipv4: first, port: port), isIPv4: true)
        case (2, 20):
            guard let second = value.uint32(at: 8), let third = value.uint32(at: 12), let fourth = value.uint32(at: 16) else { return nil }
            let address = TransportAddress(
                high: UInt64(first) << 32 | UInt64(second), low: UInt64(third) << 32 | UInt64(fourth), port: port)
            return transaction.mask(address, isIPv4: false)
        default: return nil
        }
    }
}
