import MediaTypes

/// Numbers that a specification gives.
enum Specified {
    /// RFC 3550 section 6.2: the least interval between RTCP reports.
    static var reportInterval: MediaTime { .seconds(5) }
    /// RFC 3550 appendix A.7: e - 3/2, which undoes the effect of timer reconsideration.
    static var reportCompensation: Float { 1.218_28 }
    /// RFC 3550 appendix A.1: a larger jump forward is a restart.
    static var maxDropout: Int { 3_000 }
    /// RFC 3550 appendix A.1: what comes later than this out of order is a restart.
    static var maxMisorder: Int { 100 }
    /// RFC 2198 section 3: 14 bits of offset.
    static var maxREDOffset: Int { 16_383 }
}

/// Numbers that are ours, with the reason for each.
enum Chosen {
    /// Below -55 dBFS nobody speaks into a microphone that is on.
    static var quietestVoice: Decibels { Decibels(-55) }
    /// Voice stands this far above the noise floor; a breath or a fan's whir does not.
    static var voiceAboveFloor: Float { 9 }
    /// A talker is displaced only by somebody this much louder, so that two equals do not take turns by the syllable.
    static var talkerBonus: Float { 3 }
    /// The noise floor is the least level of the last 5 s: speech has a dip in every such span, a fan has none.
    static var floorWindow: MediaTime { .milliseconds(500) }
    /// What a newcomer's noise is taken to be, at most: who speaks with the first packet is heard from it on, and a fan is not.
    static var unknownFloor: Decibels { Decibels(-45) }
    /// For so many windows; then a louder noise is found out.
    static var trustingWindows: Int { 2 }
    /// Frames quieter than this can change encoders unheard (0.003 WB-PESQ lost).
    static var quietFrame: Decibels { Decibels(-50) }
    /// After waiting for a quiet frame this long, a less quiet one (0.026 WB-PESQ lost) will do,
    static var rejoinPatience: MediaTime { .seconds(4) }
    static var lessQuietFrame: Decibels { Decibels(-40) }
    /// and after this long any frame, so that a private encoder is never kept for good.
    static var rejoinDeadline: MediaTime { .seconds(20) }
    /// libopus refreshes a silent stream every 400 ms; so do we when we spare it the encoding.
    static var silenceRefresh: MediaTime { .milliseconds(400) }
    /// After so long without a packet nothing more is made up: what concealment gives by then is silence.
    static var longestConcealment: MediaTime { .milliseconds(200) }
    static var longestConcealmentOfPauses: MediaTime { .milliseconds(40) }
    /// Below -60 dBFS nobody hears whether something is there.
    static var inaudible: Float { 1e-6 }
    /// A transit time that jumps by more than this is another clock, not jitter.
    static var transitJump: MediaTime { .seconds(2) }
    /// The shortest Opus packet is 2.5 ms, 400 a second; twice that is a flood.
    static var packetsPerSecond: Int64 { 800 }
    static var packetBurst: Int64 { 400 }
    /// Whoever has sent something and then nothing for so long, not even RTCP, is gone: RFC 3550 gives up a source after five report
    /// intervals, 25 s, and networks of poor links are away for longer than that.
    static var longestAbsence: MediaTime { .seconds(60) }
    /// How often it is looked who is gone.
    static var presenceInterval: MediaTime { .milliseconds(250) }
    /// ICE tries every pair of addresses: so many are kept of one leg,
    static var pathsPerLeg: Int { 8 }
    /// and so many beyond the first on average, which bounds the table. Two kinds of address on two networks make three.
    static var furtherAddresses: Int { 3 }
    /// Pairs of ports beyond those of legs: for calls that ring, and those whose sockets are still to be closed.
    static var spareCallPorts: Int { 32 }
    /// Commands that a tick carries out: building is done elsewhere, so each takes microseconds.
    static var commandsPerTick: Int { 64 }
    /// A new path gets so much sound before somebody there has answered. Browsers report every 5 s or less, half as much again by lot; one
    /// report may get lost.
    static var unprovenTime: MediaTime { .seconds(10) }
    /// and for each second on a proven path a tenth of one more.
    static var unprovenShare: Int { 10 }
    /// A new path is told the time at once, so that the next report from there can echo it; again after so long, should that be lost, and
    /// then after twice the time each, until the usual reports come as often.
    static var firstProbeInterval: MediaTime { .seconds(1) }
    static var longestProbeInterval: MediaTime { .seconds(60) }
    /// The time that a mobile leg is told is earlier than the truth by less than 1/256 s, by lot: 256 values of what an echo holds.
    static var stampSpread: MediaTime { .nanoseconds(3_906_250) }
    /// Who has guessed so often what an echo would be proves nothing any more. Nobody honest ever guesses.
    static var guesses: Int { 3 }
    /// An announcement in front is clear over a room that is 12 dB lower.
    static var loweredShare: Float { 0.251_19 }
    /// One announcement often follows another, a number for instance: the room does not come up between them.
    static var loweredAfterwards: MediaTime { .milliseconds(200) }
    /// The shortest name. A click, a cough of the line and a breath are shorter.
    static var shortestSaying: MediaTime { .milliseconds(100) }
    /// What is kept of a recording around the voice: soft consonants begin before it and end after it.
    static var beforeVoice: MediaTime { .milliseconds(100) }
    static var afterVoice: MediaTime { .milliseconds(200) }
    /// Who is muted and speaks for so long has not noticed that; a cough is no reason to say so.
    static var mutedVoice: MediaTime { .milliseconds(600) }
    static var reminderInterval: MediaTime { .seconds(5) }
    /// Packets for which a leg keeps its own encoder after something private, where the class goes on from that encoder: so old may be what
    /// RED and in-band FEC repeat.
    static var packetsUntilShared: Int { 3 }
    /// Reports that must not get lost wait where the ring is full; with more of them no command is taken.
    static var mostOwedReports: Int { 64 }
    /// The largest payload that fits a 1280-byte IPv6 path with all headers.
    static var maxPayloadBytes: Int { 1_200 }
    /// In-band FEC announces this loss to the encoder under light and heavy loss. Up to 5% libopus 1.3.1 leaves FEC out where the bitrate
    /// is short of what it wants for the band (0 of 302 packets at 24 kbit/s); from 6% on it would rather narrow the band (254 of 302, and
    /// at 24 kbit/s still wide).
    static var lightAnnouncedLoss: Int { 6 }
    static var heavyAnnouncedLoss: Int { 15 }
}
