import Codecs
import MediaLink
import MediaTypes

/// How a participant takes part.
public enum ParticipantKind: String, Sendable, Codable {
    /// Plain RTP or SRTP, agreed at the admin socket: a gateway, a loudspeaker, a test.
    case rtp
}

/// One participant, as the conference keeps it. There is no name, number or address in it.
struct Participant {
    let handle: ParticipantHandle
    let kind: ParticipantKind
    let room: RoomName
    let place: LegPlace
    let format: CodecFormat
    let direction: LegDirection
    let payloadType: UInt8
    let packetTime: MediaTime
    let bitrate: Bitrate
    let isEncrypted: Bool
    var isMuted = false
    var gain = Decibels(0)
    /// The newest; nil in the first second.
    var report: LegReport?
    var loss = LossWindow()

    mutating func note(_ newest: LegReport) {
        report = newest
        loss.insert(received: newest.counters.received, lost: newest.counters.lost)
    }
}

/// What was lost in the last ten reports: a line that has become good again shows as good.
struct LossWindow {
    private var totals: [(received: Int, lost: Int)] = []

    mutating func insert(received: Int, lost: Int) {
        if totals.count > 10 { totals.removeFirst() }
        totals.append((received, lost))
    }

    /// Nil when nothing was to come.
    var percent: Double? {
        guard let first = totals.first, let last = totals.last else { return nil }
        // One report alone counts from the beginning of the leg.
        let start = totals.count > 1 ? first : (received: 0, lost: 0)
        let lost = max(0, last.lost - start.lost)
        let expected = max(0, last.received - start.received) + lost
        return expected > 0 ? 100 * Double(lost) / Double(expected) : nil
    }
}
