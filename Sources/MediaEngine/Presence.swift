import MediaLink
import MediaTypes

/// Whether a participant is still there. Whoever has sent something is expected to go on, be it with reports only; whoever has never sent
/// anything may be a loudspeaker that knows no RTCP, and stays.
/// - Source: RFC 3550 section 6.3.5
struct Presence: BitwiseCopyable {
    /// Since the last sign of life, or since the leg came. Counted while the box itself runs: one that was suspended has missed what was
    /// sent, and must not find everybody gone.
    private(set) var silence = MediaTime.zero
    private var hasSign = false

    var isLost: Bool { hasSign && silence >= Chosen.longestAbsence }

    /// An RTP or RTCP packet has come from the participant's address, with a valid tag if it is to have one.
    mutating func noteSign() {
        silence = .zero
        hasSign = true
    }

    mutating func pass(_ span: MediaTime) { silence += span }
}

extension Leg {
    /// Has said goodbye (RTCP BYE, RFC 3550 section 6.6), or has vanished. Of a mobile participant the control side knows better, by its
    /// consent (RFC 7675): browsers say goodbye for a microphone that is switched off, and go on listening. Telephones may say goodbye for a
    /// stream that is put on hold, and need not send anything then; their signalling tells when they hang up.
    var isGone: Bool { !spec.isMobile && (link.hasEnded && spec.port == nil || direction != .inactive && presence.isLost) }
}

extension MediaEngine {
    /// Removes whoever has said goodbye or has vanished, as a command would. Called between `begin` and the commands, now and then.
    mutating func removeWhoIsGone() {
        let interval = max(Chosen.presenceInterval.nanoseconds / settings.tick.nanoseconds, 1)
        guard clock.index % interval == 0 else { return }
        // Backwards: the last one moves to the place of one that is removed.
        var index = legCount
        while index > 0 {
            index -= 1
            let slot = Int(occupied[index])
            legs[slot].pointee.presence.pass(settings.tick * Int(interval))
            if legs[slot].pointee.isGone, acceptsCommands { remove(slot) }
        }
    }
}
