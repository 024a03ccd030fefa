import AudioFiles
import Codecs
import MediaTypes

/// One Opus stream of one channel in an Ogg file, as Tools/prompts makes them.
/// - Source: RFC 3533 section 6, RFC 7845 sections 3 to 5
struct OggOpusFile {
    private let packets: [[UInt8]]
    /// Frames at 48 kHz to leave out at the beginning. RFC 7845 section 4.2
    private let preSkip: Int
    /// Where the sound ends, in frames at 48 kHz with the pre-skip. RFC 7845 section 4.3
    private let endGranule: Int

    /// Ours: the waiting music has 80 KiB.
    private static var limitBytes: Int { 1 << 20 }
    /// RFC 3533 section 6: of a page's head, before its table of segments.
    private static var headBytes: Int { 27 }
    /// RFC 7845 section 4: granule positions count at this rate.
    private static var granuleRate: Int { 48_000 }

    init(_ path: String) throws(PromptError) {
        let bytes: [UInt8]
        do {
            bytes = try InputFile(path).read(Self.limitBytes)
        } catch {
            throw .damaged(file: path, why: "\(error)")
        }
        guard let file = OggOpusFile(parsing: bytes) else { throw .damaged(file: path, why: "it is not Ogg Opus of one channel") }
        self = file
    }

    /// - Returns: nil for bytes that are not a whole stream
    init?(parsing bytes: [UInt8]) {
        let span = unsafe bytes.span.bytes
        var packets: [[UInt8]] = []
        var packet: [UInt8] = []
        var offset = 0
        var granule: UInt64 = 0
        var isLast = false
        while offset < bytes.count {
            guard Array(bytes[offset...].prefix(5)) == Array("OggS".utf8) + [0], let flags = span.byte(at: offset + 5),
                let low = span.uint32(at: offset + 6)?.byteSwapped, let high = span.uint32(at: offset + 10)?.byteSwapped,
                let segmentCount = span.byte(at: offset + 26)
            else { return nil }
            isLast = flags & 4 != 0
            granule = UInt64(high) << 32 | UInt64(low)
            let table = offset + Self.headBytes
            offset = table + Int(segmentCount)
            for segment in 0..<Int(segmentCount) {
                guard let length = span.byte(at: table + segment), offset + Int(length) <= bytes.count else { return nil }
                packet += bytes[offset..<offset + Int(length)]
                offset += Int(length)
                // A segment that is not full ends its packet.
                if length < 255 {
                    packets.append(packet)
                    packet = []
                }
            }
        }
        // Two packets come before all sound: what it is, and who has made it.
        guard isLast, packets.count > 2, packets[0].count >= 19, packets[0].starts(with: "OpusHead".utf8), packets[0][9] == 1,
            packets[1].starts(with: "OpusTags".utf8)
        else { return nil }
        preSkip = Int(packets[0][10]) | Int(packets[0][11]) << 8
        guard let end = Int(exactly: granule), end >= preSkip else { return nil }
        endGranule = end
        self.packets = Array(packets.dropFirst(2))
    }

    /// The sound.
    /// - Units: rate in Hz: 8000, 16000, 24000 or 48000
    /// - Returns: nil when a packet is not Opus
    func decode(rate: Int) -> [Float]? {
        guard var decoder = AudioDecoder(.opus, outputRate: rate) else { return nil }
        var samples: [Float] = []
        var block = [Float](repeating: 0, count: rate * CodecFormat.longestPacketMs / 1_000)
        for packet in packets {
            var space = block.mutableSpan
            let count = unsafe decoder.decode(packet.span.bytes, into: &space)
            guard count > 0 else { return nil }
            samples += block[..<count]
        }
        let scale = Self.granuleRate / rate
        let end = min((endGranule + scale - 1) / scale, samples.count)
        let start = min(preSkip / scale, end)
        return Array(samples[start..<end])
    }
}
