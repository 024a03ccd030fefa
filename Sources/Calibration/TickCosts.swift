import Glibc

/// What the parts of a tick of 20 ms cost one core of this board, measured one by one.
/// - Units: microseconds of CPU
public struct TickCosts: Sendable, Codable, Equatable {
    /// What depends on how many others there are, and on what they do: the more of them, the less of each stays in the caches from one tick to
    /// the next.
    public struct Crowd: Sendable, Codable, Equatable {
        /// Participants in the engine when this was measured.
        public var participants: Int
        /// Receiving a packet of speech, decoding it, and all that is done to the voice, but for the system call and SRTP.
        public var talker: Double
        /// The same for a participant who does not talk.
        public var other: Double
        /// Mixing, for each participant.
        public var member: Double
        /// Writing the packet for one participant.
        public var write: Double
        /// What an encode costs more than in the smallest crowd that sends noise; less than nothing where caches are warmer.
        public var encodeExtra: Double

        public init(participants: Int, talker: Double, other: Double, member: Double, write: Double, encodeExtra: Double) {
            self.participants = participants
            self.talker = talker
            self.other = other
            self.member = member
            self.write = write
            self.encodeExtra = encodeExtra
        }
    }

    /// Of whom all send noise who do not talk; the smallest first.
    public var noise: [Crowd]
    /// Of whom all are quiet who do not talk, as DTX leaves silence out; the smallest first.
    public var quiet: [Crowd]
    /// One encode by Opus complexity, 0 to 10, in the smallest crowd that sends noise.
    public var encode: [Double]
    /// Mixing one room, whoever is in it.
    public var room: Double
    /// SRTP, a packet.
    public var protect: Double
    public var unprotect: Double
    /// The kernel's part, a datagram.
    public var receiveDatagram: Double
    public var sendDatagram: Double

    public init(
        noise: [Crowd], quiet: [Crowd], encode: [Double], room: Double, protect: Double, unprotect: Double, receiveDatagram: Double,
        sendDatagram: Double
    ) {
        self.noise = noise
        self.quiet = quiet
        self.encode = encode
        self.room = room
        self.protect = protect
        self.unprotect = unprotect
        self.receiveDatagram = receiveDatagram
        self.sendDatagram = sendDatagram
    }

    /// Between two measured crowds by the logarithm of their size, as caches fill; beyond the last as in the last.
    /// - Returns: nil when none was measured
    func crowd(of participants: Int, _ listeners: Attendance.Listeners) -> Crowd? {
        let crowds = listeners == .noise ? noise : quiet
        guard let first = crowds.first, let last = crowds.last else { return nil }
        if participants <= first.participants { return first }
        guard let above = crowds.firstIndex(where: { $0.participants >= participants }), above > 0 else { return last }
        let (low, high) = (crowds[above - 1], crowds[above])
        let span = log2(Double(high.participants) / Double(max(low.participants, 1)))
        let share = span > 0 ? log2(Double(participants) / Double(max(low.participants, 1))) / span : 1
        func between(_ part: KeyPath<Crowd, Double>) -> Double { low[keyPath: part] + (high[keyPath: part] - low[keyPath: part]) * share }
        return Crowd(
            participants: participants, talker: between(\.talker), other: between(\.other), member: between(\.member), write: between(\.write),
            encodeExtra: between(\.encodeExtra))
    }
}
