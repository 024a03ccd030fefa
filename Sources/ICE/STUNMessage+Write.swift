import MediaTypes

extension STUNMessage {
    /// The datagram: the attributes that are set, MESSAGE-INTEGRITY made with `password`, and FINGERPRINT. What is too long to be written
    /// is cut: a user name at 508 bytes, unknown attributes at 16.
    public func write(password: String) -> [UInt8] { STUNSeal.seal(unsealed, password: password) }

    /// Header and attributes, without what authenticates them.
    private var unsealed: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(128)
        let classBits = UInt16(messageClass.rawValue)
        bytes.append(method & 0xF | (method & 0x70) << 1 | (method & 0xF80) << 2 | (classBits & 1) << 4 | (classBits & 2) << 7)
        bytes.append(UInt16(0))
        bytes.append(Specified.magicCookie)
        bytes.append(transaction.high)
        bytes.append(transaction.low)
        if let username { bytes.append(STUNAttribute.username, Array(username.utf8.prefix(Specified.longestUsername))) }
        if let priority { bytes.append(STUNAttribute.priority, Self.bytes(priority)) }
        switch role {
        case .controlling(let tieBreaker): bytes.append(STUNAttribute.iceControlling, Self.bytes(tieBreaker))
        case .controlled(let tieBreaker): bytes.append(STUNAttribute.iceControlled, Self.bytes(tieBreaker))
        case nil: break
        }
        if isNominating { bytes.append(STUNAttribute.useCandidate, []) }
        if let mappedAddress { bytes.append(STUNAttribute.xorMappedAddress, covered(mappedAddress)) }
        if let errorCode {
            let code = [0, 0, UInt8(truncatingIfNeeded: errorCode / 100 & 7), UInt8(truncatingIfNeeded: errorCode % 100)]
            bytes.append(STUNAttribute.errorCode, code + Array(Self.reason(errorCode).utf8))
        }
        if !unknownAttributes.isEmpty {
            bytes.append(STUNAttribute.unknownAttributes, unknownAttributes.prefix(Chosen.unknownNamed).flatMap(Self.bytes))
        }
        return bytes
    }

    /// - Source: RFC 8489 section 14.2
    private func covered(_ address: TransportAddress) -> [UInt8] {
        let isIPv4 = address.ipv4 != nil
        let covered = transaction.mask(address, isIPv4: isIPv4)
        let port = Self.bytes(covered.port)
        if isIPv4 { return [0, 1] + port + Self.bytes(UInt32(truncatingIfNeeded: covered.low)) }
        return [0, 2] + port + Self.bytes(covered.high) + Self.bytes(covered.low)
    }

    /// - Source: RFC 8489 section 14.8, RFC 8445 section 16.2
    private static func reason(_ code: UInt16) -> String {
        switch code {
        case 420: "Unknown Attribute"
        case 487: "Role Conflict"
        default: ""
        }
    }

    private static func bytes<Integer: FixedWidthInteger & UnsignedInteger>(_ value: Integer) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(value)
        return bytes
    }
}

extension [UInt8] {
    /// Appends a number in network order.
    mutating func append<Integer: FixedWidthInteger & UnsignedInteger>(_ value: Integer) {
        for shift in stride(from: Integer.bitWidth - 8, through: 0, by: -8) { append(UInt8(truncatingIfNeeded: value >> Integer(shift))) }
    }

    /// Appends an attribute, padded with zeros to whole words.
    mutating func append(_ type: UInt16, _ value: [UInt8]) {
        append(type)
        append(UInt16(truncatingIfNeeded: value.count))
        self += value
        while count & 3 != 0 { append(UInt8(0)) }
    }
}
