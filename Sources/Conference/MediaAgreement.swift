import Codecs
import MediaLink
import MediaTypes
import Profiles

/// The media of a seat, as its way in has agreed it with the far end: by offer and answer, and a handshake.
public struct MediaAgreement: Sendable {
    public var format: CodecFormat
    /// Seen from the participant.
    public var direction: LegDirection
    /// Where packets go at first.
    public var remote: TransportAddress
    /// Somebody has shown there that it reads what comes; else it is sent little until it does.
    public var isProven: Bool
    public var payloadType: UInt8
    /// RFC 2198, RFC 4733; nil when not agreed.
    public var redPayloadType: UInt8?
    public var eventPayloadType: UInt8?
    /// RFC 6464; nil when not agreed.
    public var audioLevelExtension: UInt8?
    /// Of what the box sends; brought to what the profile allows. Nil for what the profile says, as for the bitrate.
    public var packetTime: MediaTime?
    public var bitrate: Bitrate?
    /// Copies of earlier packets in each packet sent, 0 to 2; needs `redPayloadType`. Nil for what the profile says.
    public var redundancy: Int?
    /// Nil for media that does not leave the machine.
    public var srtp: SRTPKeys?
    /// As whom the box was promised to send; nil: by lot.
    public var promise: StreamPromise?

    public init(
        format: CodecFormat, direction: LegDirection = .sendReceive, remote: TransportAddress, isProven: Bool = true, payloadType: UInt8,
        redPayloadType: UInt8? = nil, eventPayloadType: UInt8? = nil, audioLevelExtension: UInt8? = nil, packetTime: MediaTime? = nil,
        bitrate: Bitrate? = nil, redundancy: Int? = nil, srtp: SRTPKeys?, promise: StreamPromise? = nil
    ) {
        self.format = format
        self.direction = direction
        self.remote = remote
        self.isProven = isProven
        self.payloadType = payloadType
        self.redPayloadType = redPayloadType
        self.eventPayloadType = eventPayloadType
        self.audioLevelExtension = audioLevelExtension
        self.packetTime = packetTime
        self.bitrate = bitrate
        self.redundancy = redundancy
        self.srtp = srtp
        self.promise = promise
    }

    /// The agreement in the words of the media column. What a browser wishes for beyond the profile is brought into it: there is
    /// nobody to read an error.
    /// - Throws: `ConferenceError.badLeg` for payload types that cannot be told apart
    func spec(in room: RoomID, profile: Profile) throws(ConferenceError) -> LegSpec {
        guard remote.port != 0 else { throw .badLeg("port 0 is no address to send to; 1 to 65535 is right") }
        let types = [payloadType, redPayloadType, eventPayloadType].compactMap { $0 }
        guard Set(types).count == types.count, types.allSatisfy(PayloadType.isUsable) else {
            throw .badLeg("payload types have to be different, and 0 to 63 or 96 to 127")
        }
        let tick = profile.mix.tick
        let wanted = min(max(packetTime ?? profile.packet.ptime, tick), profile.packet.maxPtime)
        let bitrate = min(max(bitrate ?? profile.opus.bitrate, profile.opus.minBitrate), profile.opus.maxBitrate)
        var spec = LegSpec(room: room, format: format, direction: direction, remote: remote, source: remote, payloadType: payloadType,
                           packetTime: .nanoseconds(wanted.nanoseconds / tick.nanoseconds * tick.nanoseconds), bitrate: bitrate)
        spec.redPayloadType = redPayloadType
        spec.eventPayloadType = eventPayloadType
        spec.audioLevelExtension = audioLevelExtension
        spec.redundancy = redPayloadType == nil ? 0 : min(max(redundancy ?? profile.packet.redundancy, 0), 2)
        spec.srtp = srtp
        // Keys are what a new address is believed by.
        spec.isMobile = srtp != nil
        spec.isProven = isProven
        spec.promise = promise
        return spec
    }
}
