import Codecs
import MediaLink
import MediaTypes
import Rehearsal
import SRTP

/// What is to happen in a call.
public struct CallPlan: Sendable {
    public var room: String
    /// The server's media address; the port does not matter.
    public var address: TransportAddress
    /// Participants; default 1.
    public var count = 1
    /// The WAV file that all of them play; nil sends silence.
    public var play: String?
    /// The WAV file of what is heard; nil only counts.
    public var record: String?
    /// How they send. The codec is that of both directions.
    public var sends = SenderOptions()
    /// Of Opus, in both directions; nil leaves it to the server, and sends with the default.
    public var bitrate: Bitrate?
    /// In both directions; nil leaves it to the server, and sends with the default.
    public var packetTime: MediaTime?
    /// The way to the server; the way back is as it is. Default: no loss, no delay.
    public var path = PathQuality()
    /// Nil for plain RTP.
    public var srtpProfile: SRTPProfile?
    /// Whether the clip begins again at its end; default false.
    public var loops = false
    /// Nil: as long as the clip and a little more, or until stopped where there is no clip or it loops.
    public var duration: MediaTime?
    /// For the dice of the path; default 1.
    public var seed: UInt64 = 1

    public init(room: String, address: TransportAddress) {
        self.room = room
        self.address = address
        path.delay = .zero
    }

    /// Of what is played and recorded, in Hz: the codec's own.
    var rate: Int { sends.format.sampleRate }

    /// The tick of the participants: 20 ms where packets consist of whole ones.
    var tick: MediaTime {
        let usual = MediaTime.milliseconds(20)
        return sends.packetTime.nanoseconds % usual.nanoseconds == 0 ? usual : .milliseconds(10)
    }

    /// Sound is to be heard as the server sends it.
    var settings: MediaSettings {
        var settings = MediaSettings()
        settings.mixRate = rate
        settings.tick = tick
        settings.speechLevel = nil
        return settings
    }

    /// Where participant `number` (from 0) records; several have numbered files.
    func recording(of number: Int) -> String? {
        guard let record, count > 1 else { return record }
        let name = record.lastIndex(of: "/").map { record.index(after: $0) } ?? record.startIndex
        let end = record[name...].lastIndex(of: ".") ?? record.endIndex
        return "\(record[..<end])-\(number + 1)\(record[end...])"
    }
}
