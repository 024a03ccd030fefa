import MediaTypes

/// Makes of packets that come now and then (nothing is sent while nobody talks) a stream without holes: players that are given
/// nothing stop playing. Packets stay where their timestamps put them; silence fills what is between them, and what the clock says
/// must be silence by now.
struct ListenTimeline {
    /// How late a packet may be, in frames at 48 kHz, before its place is filled with silence: 200 ms. What comes later still is
    /// played, and the next pause is so much shorter.
    private static let patience: Int64 = 9_600
    /// Beyond this, timestamps have been set anew: 2 s.
    private static let jump: Int32 = 96_000

    /// When the stream began.
    private let start: MediaTime
    /// Frames that went out.
    private var position: Int64 = 0
    /// The timestamp that the stream's beginning would have; nil before the first packet.
    private var origin: UInt32?

    init(at now: MediaTime) { start = now }

    /// What goes out because a packet has come: it, and the silence before it.
    mutating func insert(_ packet: OpusPacket, timestamp: UInt32) -> [OpusPacket] {
        var due = UInt32(truncatingIfNeeded: position) &+ (origin ?? timestamp &- UInt32(truncatingIfNeeded: position))
        if abs(Int64(Int32(bitPattern: timestamp &- due))) > Int64(Self.jump) || origin == nil {
            origin = timestamp &- UInt32(truncatingIfNeeded: position)
            due = timestamp
        }
        let gap = Int64(Int32(bitPattern: timestamp &- due))
        var packets = gap > 0 ? silence(frames: gap) : []
        if packet.isPause {
            packets += silence(frames: Int64(packet.frameCount))
        } else {
            packets.append(packet)
            position += Int64(packet.frameCount)
        }
        return packets
    }

    /// What goes out because time has passed and nothing has come.
    mutating func advance(to now: MediaTime) -> [OpusPacket] {
        // At most a second at once, so that a clock that stood still makes no flood.
        silence(frames: min(Int64((now - start).frames(sampleRate: 48_000)) - Self.patience - position, 48_000))
    }

    /// As many whole packets of silence as fit.
    private mutating func silence(frames: Int64) -> [OpusPacket] {
        let one = Int64(OpusPacket.silence.frameCount)
        let count = max(frames / one, 0)
        position += count * one
        return [OpusPacket](repeating: .silence, count: Int(count))
    }
}
