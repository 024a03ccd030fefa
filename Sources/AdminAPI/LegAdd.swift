import Codecs
import Conference
import MediaLink
import MediaTypes
import SRTP

/// Admits a participant that sends and hears plain RTP or SRTP.
public struct LegAdd: AdminOperation {
    public static let op = "leg.add"

    public var room: String
    /// "opus", "pcmu", "pcma", "g722" or "l16".
    public var codec: String
    /// Of L16, in Hz: 8000, 16000, 24000 or 48000; nil means 16000.
    public var rate: Int?
    /// Where packets go: a numeric address and port, as "192.0.2.1:5004" or "[2001:db8::1]:5004".
    public var to: String
    /// Where packets come from; nil means from `to`.
    public var from: String?
    /// "sendReceive", "listenOnly" or "sendOnly", seen from the participant; nil means "sendReceive".
    public var direction: String?
    public var payloadType: Int?
    public var packetTimeMs: Int?
    public var bitsPerSecond: Int?
    /// Copies of earlier packets in each packet sent, 0 to 2.
    public var redundancy: Int?
    /// The name of an SRTP profile; nil for plain RTP.
    public var srtpProfile: String?
    /// Nil lets the box make the keys.
    public var srtpKeys: SRTPKeyPair?

    public init(room: String, codec: String, to: String) {
        self.room = room
        self.codec = codec
        self.to = to
    }

    public struct Answer: Codable, Sendable, Equatable {
        public var handle: String
        public var room: String
        /// The box's UDP port for this participant.
        public var localPort: Int
        /// What the box sends with.
        public var ssrc: UInt32
        public var payloadType: Int
        public var redPayloadType: Int?
        public var eventPayloadType: Int?
        public var srtpProfile: String?
        public var srtpKeys: SRTPKeyPair?
    }
}

/// The two keys of an SRTP participant.
/// - Shape: master key followed by master salt, in base64 as in an SDES line (RFC 4568 section 6.1)
public struct SRTPKeyPair: Codable, Sendable, Equatable {
    /// What the box protects with.
    public var boxKey: String
    /// What the participant protects with.
    public var participantKey: String

    public init(boxKey: String, participantKey: String) {
        self.boxKey = boxKey
        self.participantKey = participantKey
    }
}
