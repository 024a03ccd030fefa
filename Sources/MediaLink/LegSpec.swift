import Codecs
import MediaTypes
import SRTP

/// Which way a participant's audio flows, seen from the participant.
@frozen public enum LegDirection: UInt8, Sendable {
    case sendReceive
    /// Hears the room and is not heard: a loudspeaker, a stream.
    case listenOnly
    /// Is heard and hears nothing: a microphone, a player.
    case sendOnly
    /// Nothing flows either way: on hold.
    case inactive

    @inlinable public var isHeard: Bool { self == .sendReceive || self == .sendOnly }
    @inlinable public var hears: Bool { self == .sendReceive || self == .listenOnly }
}

/// A pair of UDP ports for one telephone call: RTP on `port`, which is even, and RTCP on the one above.
public struct CallPort: Sendable, Hashable {
    /// The place among the ports of the box.
    public let index: Int
    public let port: UInt16

    public init(index: Int, port: UInt16) {
        self.index = index
        self.port = port
    }
}

/// The keys of one SRTP participant.
/// - Shape: master key followed by master salt, `profile.keyBytes` bytes of each array
/// - Source: RFC 3711 section 8.2, RFC 4568 section 6.1
public struct SRTPKeys: Sendable, Equatable {
    public let profile: SRTPProfile
    /// What the box protects with.
    public let send: [UInt8]
    /// What the participant protects with.
    public let receive: [UInt8]

    /// Nil when a key has not the length of the profile.
    public init?(profile: SRTPProfile, send: [UInt8], receive: [UInt8]) {
        guard send.count == profile.keyBytes, receive.count == profile.keyBytes else { return nil }
        self.profile = profile
        self.send = send
        self.receive = receive
    }
}

/// As whom the box will send to a participant, told in an SDP answer.
public struct StreamPromise: Sendable, Equatable {
    public let ssrc: UInt32
    public let cname: UInt64

    public init(using random: inout some RandomNumberGenerator) {
        ssrc = .random(in: 1 ... .max, using: &random)
        cname = .random(in: 0 ... .max, using: &random)
    }

    #if !hasFeature(Embedded)
    /// Sixteen letters, four bits each: of the alphabet that RFC 7022 asks for.
    public var cnameText: String {
        String(decoding: (0..<16).map { UInt8(ascii: "a") + UInt8(truncatingIfNeeded: cname >> UInt64(4 * $0) & 15) }, as: UTF8.self)
    }
    #endif
}

/// Everything the media column needs to know of a participant, and nothing else: no name, no role.
public struct LegSpec: Sendable {
    /// Nil: apart. It hears only what is said to it, and is heard by nobody: a caller before the PIN, or in the lobby.
    public var room: RoomID?
    public var format: CodecFormat
    public var direction: LegDirection
    /// Where packets go.
    public var remote: TransportAddress
    /// Where packets must come from; everything else is counted and dropped.
    public var source: TransportAddress
    public var payloadType: UInt8
    /// RFC 2198 payload type; nil when the participant does not take part in RED.
    public var redPayloadType: UInt8?
    /// RFC 4733 payload type; nil when the participant has no keys to press.
    public var eventPayloadType: UInt8?
    /// RFC 6464 header extension; nil when not negotiated.
    public var audioLevelExtension: UInt8?
    /// The length of the packets sent to the participant; a multiple of the tick.
    public var packetTime: MediaTime
    public var bitrate: Bitrate
    /// Copies of earlier packets in each packet sent, 0 to 2; needs `redPayloadType`.
    public var redundancy: Int
    public var srtp: SRTPKeys?
    /// Of RTCP on a port of its own, where a handshake of its own made them (RFC 5764 section 4.2); nil: as `srtp`.
    public var controlSRTP: SRTPKeys?
    /// The participant may be at several addresses, and move (ICE): `remote` and `source` are only the first. Every further one is allowed
    /// by the control side, or proves itself by SRTP. Needs `srtp`.
    public var isMobile = false
    /// Somebody reads what is sent to `remote`: a handshake was held there. Only of a mobile participant it matters.
    public var isProven = true
    /// How many are heard at once in the room, 1 to 50, as its newest member brings it; nil: as the settings say.
    public var talkers: Int?
    /// As whom the box sends, where that had to be told before the leg was made; nil: by lot.
    public var promise: StreamPromise?
    /// The leg's own pair of sockets; nil: the box's media port.
    public var port: CallPort?
    /// Where RTCP goes when it does not share the port with RTP; then it is sent from the port above. Nil: as RTP.
    public var controlRemote: TransportAddress?
    /// Symmetric RTP, on a port of its own only: within the first five packets another source may win, with SRTP an authentic one; then it
    /// is pinned, and packets go there. (RFC 4961)
    public var learnsSource = false
    /// Keys are also heard as tones in the audio (DTMF).
    public var listensForKeyTones = false
    /// Sustained music or tones without speech are muted in the mix until speech comes: somebody's waiting music.
    public var guardsMusic = false

    public init(room: RoomID?, format: CodecFormat, direction: LegDirection = .sendReceive, remote: TransportAddress, source: TransportAddress,
                payloadType: UInt8, packetTime: MediaTime, bitrate: Bitrate) {
        self.room = room
        self.format = format
        self.direction = direction
        self.remote = remote
        self.source = source
        self.payloadType = payloadType
        self.packetTime = packetTime
        self.bitrate = bitrate
        redundancy = 0
    }
}
