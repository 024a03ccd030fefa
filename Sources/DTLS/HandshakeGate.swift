import MediaTypes

/// Decides which records of a handshake OpenSSL gets to see. OpenSSL 3.0 allocates a whole message at the first of its fragments, for each
/// of ten messages to come, and keeps encrypted records that are too early (CVE-2026-95690): what one handshake can take is bounded here.
///
/// Records that decide nothing without a signature behind them do not pass either: an alert in the clear can come from anybody who can
/// write the peer's address on a datagram, and would end the handshake.
struct HandshakeGate {
    private let role: DTLSSession.Role
    /// Bytes let through since the first attempt.
    private var byteCount = 0
    private var attempts = 1
    /// What the fragments say about the length of each message; -1 where none has come.
    private var announced = [Int](repeating: -1, count: Limits.messages)
    private var announcedBytes = 0
    private var earlyRecords = 0

    init(role: DTLSSession.Role) { self.role = role }

    /// Whether the peer has begun: something of this attempt was let through.
    private(set) var hasBegun = false

    /// Whether more has come in than a handshake may take: from then on nothing passes.
    private(set) var isSpent = false

    /// The handshake starts anew, within what is left of the allowance.
    /// - Returns: whether there is something left
    mutating func beginAttempt() -> Bool {
        attempts += 1
        announced = [Int](repeating: -1, count: Limits.messages)
        announcedBytes = 0
        earlyRecords = 0
        hasBegun = false
        return attempts <= Limits.attempts && !isSpent
    }

    /// The records of `datagram` that may pass, as a datagram; empty when there are none.
    mutating func admit(_ datagram: [UInt8]) -> [UInt8] {
        let bytes = unsafe datagram.span.bytes
        var admitted: [UInt8] = []
        var offset = 0
        while let record = DTLSRecord(parsing: bytes, at: offset) {
            offset = record.range.upperBound
            if passes(record, in: bytes) { admitted += datagram[record.range] }
        }
        byteCount += admitted.count
        isSpent = byteCount > Limits.handshakeBytes
        return isSpent ? [] : admitted
    }

    private mutating func passes(_ record: DTLSRecord, in datagram: RawSpan) -> Bool {
        switch (record.epoch, record.type) {
        case (0, Specified.ContentType.handshake): return passesFragments(of: record, in: datagram)
        case (0, Specified.ContentType.changeCipherSpec): return hasBegun && record.body.count == 1
        case (1, Specified.ContentType.handshake), (1, Specified.ContentType.alert):
            guard hasBegun, record.isEncrypted, earlyRecords < Limits.earlyRecords else { return false }
            earlyRecords += 1
            return true
        default: return false
        }
    }

    /// All fragments of a record pass, or none.
    private mutating func passesFragments(of record: DTLSRecord, in datagram: RawSpan) -> Bool {
        var offset = record.body.lowerBound
        while offset < record.body.upperBound {
            guard let fragment = HandshakeFragment(parsing: datagram, at: offset, limit: record.body.upperBound), isExpected(fragment)
            else { return false }
            if announced[fragment.sequenceNumber] < 0 {
                announced[fragment.sequenceNumber] = fragment.messageBytes
                announcedBytes += fragment.messageBytes
                hasBegun = true
            }
            offset = fragment.end
        }
        return !record.body.isEmpty
    }

    private func isExpected(_ fragment: HandshakeFragment) -> Bool {
        guard fragment.messageBytes <= Limits.messageBytes, fragment.sequenceNumber < Limits.messages else { return false }
        // A server that begins anew has no use for what is left of the handshake before.
        if role == .server, !hasBegun, fragment.type != Specified.HandshakeType.clientHello || fragment.sequenceNumber != 0 { return false }
        let known = announced[fragment.sequenceNumber]
        return known < 0 ? announcedBytes + fragment.messageBytes <= Limits.announcedBytes : known == fragment.messageBytes
    }
}
