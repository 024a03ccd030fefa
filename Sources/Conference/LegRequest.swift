import Codecs
import MediaLink
import MediaTypes
import Profiles
import SRTP

/// What somebody asks for who wants to take part by plain RTP or SRTP. What is nil follows from the profile or
/// from custom.
public struct LegRequest: Sendable {
    /// Whether the media is encrypted, and who makes the keys.
    public enum Encryption: Sendable {
        case none
        /// The box makes the keys, and tells them in its answer.
        case generate(SRTPProfile)
        case keys(SRTPKeys)
    }

    public var format: CodecFormat
    public var direction: LegDirection
    /// Where packets go.
    public var remote: TransportAddress
    /// Where packets come from; nil means from `remote`.
    public var source: TransportAddress?
    public var payloadType: UInt8?
    public var packetTime: MediaTime?
    public var bitrate: Bitrate?
    /// Copies of earlier packets in each packet sent, 0 to 2.
    public var redundancy = 0
    public var encryption = Encryption.none

    public init(format: CodecFormat, direction: LegDirection = .sendReceive, remote: TransportAddress) {
        self.format = format
        self.direction = direction
        self.remote = remote
    }
}

/// The payload types that a participant gets who names none.
public enum PayloadType {
    /// RFC 2198; below the dynamic range, as browsers have it too.
    public static let red: UInt8 = 63
    /// RFC 4733.
    public static let event: UInt8 = 101

    /// That of a codec.
    /// - Source: RFC 3551 section 6 for the fixed ones; 111 for Opus is custom
    public static func usual(for kind: CodecKind) -> UInt8 {
        switch kind {
        case .pcmu: 0
        case .pcma: 8
        case .g722: 9
        case .l16: 96
        case .opus: 111
        }
    }

    /// What can be told from RTCP on the same port.
    /// - Source: RFC 5761 section 4
    static func isUsable(_ type: UInt8) -> Bool { type <= 63 || (96...127).contains(type) }
}

extension LegRequest {
    /// The request in the words of the media column.
    /// - Throws: `ConferenceError.badLeg`
    func spec(in room: RoomID, profile: Profile) throws(ConferenceError) -> LegSpec {
        guard remote.port != 0, source?.port != 0 else { throw .badLeg("port 0 is no address to send to; 1 to 65535 is right") }
        guard (0...2).contains(redundancy) else {
            throw .badLeg("a redundancy of \(redundancy) is out of range; 0, 1 or 2 copies of earlier packets are right")
        }
        let payloadType = payloadType ?? PayloadType.usual(for: format.kind)
        guard PayloadType.isUsable(payloadType) else {
            throw .badLeg("payload type \(payloadType) is taken for RTCP; 0 to 63 and 96 to 127 are right")
        }
        guard payloadType != PayloadType.red, payloadType != PayloadType.event else {
            let use = payloadType == PayloadType.red ? "redundancy" : "telephone keys"
            throw .badLeg("payload type \(payloadType) is that of \(use); choose another")
        }
        if bitrate != nil, format.kind != .opus {
            throw .badLeg("\(format.kind.name) has one bitrate only; leave the bitrate out, or choose opus")
        }
        if let bitrate, !(profile.opus.minBitrate...profile.opus.maxBitrate).contains(bitrate) {
            throw .badLeg("a bitrate of \(bitrate.written) is out of range; the profile allows "
                + "\(profile.opus.minBitrate.written) to \(profile.opus.maxBitrate.written)")
        }
        let packetTime = packetTime ?? profile.packet.ptime
        guard packetTime >= profile.mix.tick, packetTime <= profile.packet.maxPtime,
            packetTime.nanoseconds % profile.mix.tick.nanoseconds == 0
        else {
            throw .badLeg("a packet time of \(packetTime.written) cannot be had; a multiple of \(profile.mix.tick.written) up to "
                + "\(profile.packet.maxPtime.written) is right")
        }
        var spec = LegSpec(room: room, format: format, direction: direction, remote: remote, source: source ?? remote,
                           payloadType: payloadType, packetTime: packetTime, bitrate: bitrate ?? profile.opus.bitrate)
        spec.redPayloadType = PayloadType.red
        spec.eventPayloadType = PayloadType.event
        spec.redundancy = redundancy
        spec.srtp = encryption.keys()
        return spec
    }
}

extension LegRequest.Encryption {
    /// The keys to use; made now if the box is to make them.
    func keys() -> SRTPKeys? {
        switch self {
        case .none: return nil
        case .keys(let keys): return keys
        case .generate(let profile):
            // The system's generator is cryptographically secure on Linux (getrandom).
            func key() -> [UInt8] { (0..<profile.keyBytes).map { _ in UInt8.random(in: .min ... .max) } }
            return SRTPKeys(profile: profile, send: key(), receive: key())
        }
    }
}

extension CodecKind {
    /// As the command line and the answers write it.
    public var name: String {
        switch self {
        case .opus: "opus"
        case .pcmu: "pcmu"
        case .pcma: "pcma"
        case .g722: "g722"
        case .l16: "l16"
        }
    }
}
