import CLinux
import MediaLink
import MediaTypes
import Synchronization

/// A door with nobody behind it: it remembers what was asked, and reports what a test tells it to.
final class SilentMedia: MediaPort {
    struct State {
        var added: [LegSpec] = []
        var removed: [LegID] = []
        var muted: [LegID: Bool] = [:]
        var gains: [LegID: Decibels] = [:]
        var reports: [Report] = []
        var refusal: MediaError?
    }

    let state = Mutex(State())
    let reportDescriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))

    deinit { close(reportDescriptor) }

    func add(_ spec: LegSpec) throws(MediaError) -> LegPlace {
        try state.withLock { state throws(MediaError) in
            if let refusal = state.refusal { throw refusal }
            state.added.append(spec)
            let number = UInt32(state.added.count)
            return LegPlace(leg: LegID(number), localPort: 5_004, ssrc: 1_000 + number)
        }
    }

    func remove(_ leg: LegID) throws(MediaError) { state.withLock { $0.removed.append(leg) } }
    func setMuted(_ leg: LegID, _ isMuted: Bool) throws(MediaError) { state.withLock { $0.muted[leg] = isMuted } }
    func setGain(_ leg: LegID, _ gain: Decibels) throws(MediaError) { state.withLock { $0.gains[leg] = gain } }

    func takeReports() -> [Report] {
        state.withLock { state in
            defer { state.reports = [] }
            return state.reports
        }
    }

    /// What the media column would do after a tick: put reports in the ring, then wake once.
    func tell(_ reports: Report...) {
        state.withLock { $0.reports += reports }
        var one: UInt64 = 1
        _ = write(reportDescriptor, &one, 8)
    }
}
