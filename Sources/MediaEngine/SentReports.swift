import MediaTypes

/// What the last report of the other end says of ours.
enum ReportEcho {
    case none
    /// It got one that was sent while packets went to the path of this number.
    case path(UInt32)
    /// It names one that we do not know: an old one, or none of ours.
    case unknown(UInt32)
}

/// The last sender reports of a mobile leg: by the time stamp that each carries and reports echo, it is known which of them arrived, and
/// where somebody read it.
/// - Realtime: no allocation
/// - Source: RFC 3550 section 6.4.1, LSR
struct SentReports {
    private struct Entry: BitwiseCopyable {
        var stamp: UInt32 = 0
        var sentAt = MediaTime.zero
        var path: UInt32 = 0
    }

    private var entries = InlineArray<8, Entry>(repeating: Entry())
    private var next = 0

    mutating func insert(stamp: UInt32, at now: MediaTime, path: UInt32) {
        entries[next] = Entry(stamp: stamp, sentAt: now, path: path)
        next = (next + 1) & 7
    }

    /// When the report of that stamp was sent, and while packets went to which path.
    func find(_ stamp: UInt32) -> (sentAt: MediaTime, path: UInt32)? {
        for index in 0..<8 where entries[index].stamp == stamp { return (entries[index].sentAt, entries[index].path) }
        return nil
    }
}
