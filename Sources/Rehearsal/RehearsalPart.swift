import Codecs
import MediaLink
import MediaTypes

/// One participant of a rehearsal.
public struct RehearsalPart: Sendable {
    public var name: String
    /// What the participant says, from the start on: mono at the mix rate.
    public var clip: [Float]
    public var sends = SenderOptions()
    /// The way to the box. The way back is clean.
    public var path = PathQuality()
    public var direction = LegDirection.sendReceive
    /// Of the packets that the participant is sent; defaults 24 kbit/s, 20 ms and 0 copies.
    public var bitrate = Bitrate.kilobits(24)
    public var packetTime = MediaTime.milliseconds(20)
    public var redundancy = 0

    public init(name: String, clip: [Float]) {
        self.name = name
        self.clip = clip
    }

    static var payloadType: UInt8 { 96 }
    static var redPayloadType: UInt8 { 97 }

    func spec(number: Int) -> LegSpec {
        // An address of its own for each; nothing is ever sent there.
        let address = TransportAddress(ipv4: 0x7F00_0001, port: UInt16(truncatingIfNeeded: 10_000 + number))
        var spec = LegSpec(
            room: RoomID(1), format: sends.format, direction: direction, remote: address, source: address,
            payloadType: Self.payloadType, packetTime: packetTime, bitrate: bitrate)
        spec.redPayloadType = Self.redPayloadType
        spec.redundancy = redundancy
        return spec
    }

    /// The sender of participant `number`, as the rehearsal makes it: for tools that want the same packets again.
    /// - Returns: nil for options that the codec cannot have
    public func sender(number: Int, rate: Int, seed: UInt64) -> PacketSender? {
        PacketSender(
            sends, clip: clip, rate: rate, payloadType: Self.payloadType, redPayloadType: Self.redPayloadType,
            seed: seed &+ UInt64(3 * number))
    }

    /// The path of participant `number`, as the rehearsal makes it.
    public func impairedPath(number: Int, seed: UInt64) -> ImpairedPath { ImpairedPath(path, seed: seed &+ UInt64(3 * number + 1)) }
}

/// Why a rehearsal cannot begin, in words for whoever asked for it.
public enum RehearsalError: Error, Sendable, Equatable, CustomStringConvertible {
    case impossible(name: String, reason: String)

    public var description: String {
        switch self {
        case .impossible(let name, let reason): "\(name) cannot take part: \(reason)"
        }
    }
}
