import Glibc

/// What the parts of a tick of 20 ms cost one core of this board, measured one by one.
/// - Units: microseconds of CPU
public struct TickCosts: Sendable, Codable, Equatable {
    /// What depends on how many others there are: the more of them, the less of each stays in the caches from one tick to the next.
    public struct Crowd: Sendable, Codable, Equatable {
        /// Participants in the engine when this was measured.
        public var participants: Int
        /// Receiving a packet of speech, decoding it, and all that is done to the voice, but for the system call and SRTP.
        public var talker: Double
        /// The same for a participant who sends noise,
        public var noise: Double
        /// and for one whose silence DTX leaves out.
        public var quiet: Double
        /// Writing the packet for one participant.
        public var send: Double
        /// What an encode costs more than in the smallest of these crowds.
        public var encodeExtra: Double

        public init(participants: Int, talker: Double, noise: Double, quiet: Double, send: Double, encodeExtra: Double) {
            self.participants = participants
            self.talker = talker
            self.noise = noise
            self.quiet = quiet
            self.send = send
            self.encodeExtra = encodeExtra
        }
    }

    /// The smallest first.
    public var crowds: [Crowd]
    /// One encode by Opus complexity, 0 to 10, in the smallest crowd.
    public var encode: [Double]
    /// Mixing one room, whoever is in it,
    public var room: Double
    /// and for each participant more.
    public var member: Double
    /// SRTP, a packet.
    public var protect: Double
    public var unprotect: Double
    /// The kernel's part, a datagram.
    public var receiveDatagram: Double
    public var sendDatagram: Double

    public init(
        crowds: [Crowd], encode: [Double], room: Double, member: Double, protect: Double, unprotect: Double, receiveDatagram: Double,
        sendDatagram: Double
    ) {
        self.crowds = crowds
        self.encode = encode
        self.room = room
        self.member = member
        self.protect = protect
        self.unprotect = unprotect
        self.receiveDatagram = receiveDatagram
        self.sendDatagram = sendDatagram
    }

    /// Between two measured crowds by the logarithm of their size, as caches fill; beyond the last as in the last.
    /// - Returns: nil when none was measured
    func crowd(of participants: Int) -> Crowd? {
        guard let first = crowds.first, let last = crowds.last else { return nil }
        if participants <= first.participants { return first }
        guard let above = crowds.firstIndex(where: { $0.participants >= participants }), above > 0 else { return last }
        let (low, high) = (crowds[above - 1], crowds[above])
        let span = log2(Double(high.participants) / Double(max(low.participants, 1)))
        let share = span > 0 ? log2(Double(participants) / Double(max(low.participants, 1))) / span : 1
        func between(_ part: KeyPath<Crowd, Double>) -> Double { low[keyPath: part] + (high[keyPath: part] - low[keyPath: part]) * share }
        return Crowd(
            participants: participants, talker: between(\.talker), noise: between(\.noise), quiet: between(\.quiet), send: between(\.send),
            encodeExtra: between(\.encodeExtra))
    }
}
