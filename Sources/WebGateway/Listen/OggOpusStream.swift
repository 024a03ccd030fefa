/// Puts the Opus packets of one listener into an Ogg stream, as an `<audio>` element or VLC plays it.
/// - Source: RFC 7845
struct OggOpusStream {
    /// What decoders are to throw away at the beginning: the stream begins in the middle of another, and an Opus decoder finds its
    /// footing in 80 ms. RFC 7845 section 4.2
    private static let preSkip: UInt16 = 3_840
    /// Ours: sound of 100 ms to a page. Longer pages would come later, shorter ones carry more head than sound.
    private static let pageFrames = 4_800

    private let serial: UInt32
    private let inputRate: UInt32
    private var number: UInt32 = 0
    private var granule: Int64 = 0
    private var waiting: [[UInt8]] = []
    private var waitingFrames = 0
    private var waitingSegments = 0

    /// - Parameters:
    ///   - serial: tells the stream from others, by lot
    ///   - inputRate: of the sound before it was encoded, in Hz; for information only
    init(serial: UInt32, inputRate: Int) {
        self.serial = serial
        self.inputRate = UInt32(clamping: inputRate)
    }

    /// The two pages that come before all sound: what it is, and who has made it, which is nobody in particular.
    mutating func begin() -> [UInt8] {
        // Version 1, one channel, no gain, channel mapping 0. RFC 7845 section 5.1
        let head = Array("OpusHead".utf8) + [1, 1] + OggPage.littleEndian(Self.preSkip) + OggPage.littleEndian(inputRate) + [0, 0, 0]
        let vendor = Array("partyline".utf8)
        let tags = Array("OpusTags".utf8) + OggPage.littleEndian(UInt32(vendor.count)) + vendor + OggPage.littleEndian(UInt32(0))
        return page([head], .first) + page([tags], .middle)
    }

    /// - Returns: a page, when there is enough for one. A packet too large for a page is left out; RTP carries none.
    mutating func append(_ packet: OpusPacket) -> [UInt8]? {
        let segments = OggPage.segmentCount(of: packet.bytes)
        guard segments <= OggPage.segmentLimit else { return nil }
        let full = waitingSegments + segments > OggPage.segmentLimit ? flush(.middle) : nil
        waiting.append(packet.bytes)
        waitingFrames += packet.frameCount
        waitingSegments += segments
        if waitingFrames >= Self.pageFrames { return (full ?? []) + flush(.middle) }
        return full
    }

    /// The last page, with what is left.
    mutating func finish() -> [UInt8] { flush(.last) }

    private mutating func flush(_ place: OggPage.Place) -> [UInt8] {
        granule += Int64(waitingFrames)
        defer { (waiting, waitingFrames, waitingSegments) = ([], 0, 0) }
        return page(waiting, place)
    }

    private mutating func page(_ packets: [[UInt8]], _ place: OggPage.Place) -> [UInt8] {
        defer { number &+= 1 }
        return OggPage.write(packets, place: place, granule: granule, serial: serial, number: number)
    }
}
