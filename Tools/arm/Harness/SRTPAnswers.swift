import MediaTypes
import SRTP

/// SRTP and SRTCP in each suite: protected packets to the bit, and that they come back as they were.
enum SRTPAnswers {
    static func give(to answers: inout AnswerStream) {
        for profile in SRTPProfile.allCases {
            for isControl in [false, true] { give(profile, isControl, to: &answers) }
        }
    }

    private static func name(_ profile: SRTPProfile) -> String {
        switch profile {
        case .aesCM128SHA1_80: "AES-CM, 80 bits"
        case .aesCM128SHA1_32: "AES-CM, 32 bits"
        case .aeadAES128GCM: "GCM"
        }
    }

    private static func give(_ profile: SRTPProfile, _ isControl: Bool, to answers: inout AnswerStream) {
        answers.begin("srtp", isControl ? "\(name(profile)), RTCP" : name(profile))
        guard let packets = ProtectedPackets(profile, count: 50, isControl: isControl), let receiver = packets.receiver() else {
            answers.require(false, otherwise: "cannot be made")
            return answers.end()
        }
        for index in 0..<packets.count {
            for byte in packets[index] { answers.give(Int(byte)) }
            let byteCount = isControl
                ? receiver.unprotectRTCP(packets[index], byteCount: packets[index].count)
                : receiver.unprotect(packets[index], byteCount: packets[index].count)
            answers.require(byteCount == ProtectedPackets.plainBytes, otherwise: "one is refused")
            for byte in packets[index] { answers.give(Int(byte)) }
        }
        answers.end()
    }
}

/// Packets of one SSRC over a wrap of the sequence number, protected.
struct ProtectedPackets: ~Copyable {
    /// Of a plain packet: 60 of payload behind the header of RTP.
    static var plainBytes: Int { 72 }
    private static var slotBytes: Int { plainBytes + SRTPSession.trailerRoomBytes }

    let count: Int
    private let profile: SRTPProfile
    private let protectedBytes: Int
    private let memory: UnsafeMutableRawBufferPointer
    private let key: [UInt8]

    /// - Returns: nil when one is not taken
    init?(_ profile: SRTPProfile, count: Int, isControl: Bool) {
        self.profile = profile
        self.count = count
        key = (0..<profile.keyBytes).map { UInt8(truncatingIfNeeded: 7 * $0 + 1) }
        protectedBytes = Self.plainBytes + (isControl ? profile.controlOverheadBytes : profile.overheadBytes)
        memory = .allocate(byteCount: count * Self.slotBytes, alignment: 16)
        for offset in 0..<memory.count { memory[offset] = UInt8(truncatingIfNeeded: offset &* 31) }
        guard let sender = SRTPSession(profile: profile, key: key, outboundSSRC: 7) else { return nil }
        for index in 0..<count {
            let slot = UnsafeMutableRawBufferPointer(rebasing: memory[(index * Self.slotBytes)..<((index + 1) * Self.slotBytes)])
            slot[0] = 0x80
            slot[1] = isControl ? 201 : 111
            slot.storeBytes(of: UInt16(truncatingIfNeeded: 65_526 + index).bigEndian, toByteOffset: 2, as: UInt16.self)
            slot.storeBytes(of: UInt32(7).bigEndian, toByteOffset: isControl ? 4 : 8, as: UInt32.self)
            let byteCount = isControl
                ? sender.protectRTCP(slot, byteCount: Self.plainBytes)
                : sender.protect(slot, byteCount: Self.plainBytes)
            guard byteCount == protectedBytes else { return nil }
        }
    }

    deinit { memory.deallocate() }

    subscript(index: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(rebasing: memory[(index * Self.slotBytes)..<(index * Self.slotBytes + protectedBytes)])
    }

    func receiver() -> SRTPSession? { SRTPSession(profile: profile, key: key, isInbound: true) }
}
