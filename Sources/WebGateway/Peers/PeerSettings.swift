import Codecs
import Conference
import DTLS
import ICE
import MediaLink
import MediaTypes
import SDP

/// What the box tells browsers about media: from the profile and the configuration.
public struct PeerSettings: Sendable {
    public let maxPeers: Int
    /// Where a box behind port forwarding is found, now; nil: only the addresses of its interfaces are told.
    public let publicAddress: @Sendable () -> TransportAddress?
    /// Of what browsers send and, unless the conference knows better, are sent.
    public let bitrate: Bitrate
    public let usesDTX: Bool
    public let packetTime: MediaTime
    public let maxPacketTime: MediaTime

    public init(
        maxPeers: Int, publicAddress: @escaping @Sendable () -> TransportAddress?, bitrate: Bitrate, usesDTX: Bool, packetTime: MediaTime,
        maxPacketTime: MediaTime
    ) {
        self.maxPeers = maxPeers
        self.publicAddress = publicAddress
        self.bitrate = bitrate
        self.usesDTX = usesDTX
        self.packetTime = packetTime
        self.maxPacketTime = maxPacketTime
    }
}
