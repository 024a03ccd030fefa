import MediaTypes

/// How an announcement stands to what else a participant hears.
@frozen public enum AnnouncementManner: UInt8, Sendable, BitwiseCopyable {
    /// What else is heard is lowered while it plays.
    case inFront
    /// Nothing else is heard meanwhile.
    case instead
    /// Nothing else is heard, and it begins again until it is stopped: waiting music.
    case loop
}

/// Something to be said to participants: samples that do not change.
/// - Shape: mono, 16 bits, at the mix rate
public final class Announcement: @unchecked Sendable {
    public let manner: AnnouncementManner
    /// What the media thread reads. Whoever hands it over keeps the announcement until its end is reported.
    public let sound: AnnouncementSound

    public init(samples: [Int16], manner: AnnouncementManner = .inFront) {
        self.manner = manner
        let memory = UnsafeMutablePointer<Int16>.allocate(capacity: max(samples.count, 1))
        for index in 0..<samples.count { (memory + index).initialize(to: samples[index]) }
        sound = AnnouncementSound(samples: UnsafePointer(memory), count: samples.count, manner: manner)
    }

    deinit { UnsafeMutablePointer(mutating: sound.samples).deallocate() }
}

/// The memory of an announcement, without its owner.
@frozen public struct AnnouncementSound: @unchecked Sendable, BitwiseCopyable {
    public let samples: UnsafePointer<Int16>
    public let count: Int
    public let manner: AnnouncementManner

    @inlinable public init(samples: UnsafePointer<Int16>, count: Int, manner: AnnouncementManner) {
        self.samples = samples
        self.count = count
        self.manner = manner
    }
}

/// Names one announcement that is being said. Never used twice in one run.
@frozen public struct AnnouncementID: Sendable, Hashable, BitwiseCopyable {
    public let value: UInt64
    @inlinable public init(_ value: UInt64) { self.value = value }
}

/// Why an announcement has ended.
@frozen public enum AnnouncementEnd: UInt8, Sendable, BitwiseCopyable {
    case played
    /// By command, or because another one came.
    case stopped
    /// Who heard it has left, or was not there.
    case legGone
}
