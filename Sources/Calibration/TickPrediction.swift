/// Who is on the box: what a tick is to be predicted for.
public struct Attendance: Sendable, Codable, Equatable {
    /// What participants send who do not talk.
    public enum Listeners: String, Sendable, Codable, CaseIterable {
        /// Steady noise, without discontinuous transmission: the dearest case.
        case noise
        /// Nothing, as muted and quiet people do: the usual case.
        case quiet
    }

    public var participants: Int
    public var rooms: Int
    /// Of each room, all the time.
    public var talkers: Int
    public var listeners: Listeners
    /// Of the Opus encoders.
    public var complexity: Int

    public init(participants: Int, rooms: Int = 1, talkers: Int = 3, listeners: Listeners = .noise, complexity: Int) {
        self.participants = participants
        self.rooms = rooms
        self.talkers = talkers
        self.listeners = listeners
        self.complexity = complexity
    }

    /// Talkers of all rooms together.
    var talkerCount: Int { min(max(talkers, 0) * max(rooms, 0), max(participants, 0)) }
    /// One for each talker, and one for each room for all who listen there.
    var encodeCount: Int { talkerCount + (participants > talkerCount ? max(rooms, 0) : 0) }
}

/// The time of one tick, put together from its parts.
/// - Units: microseconds of one core
public struct TickPrediction: Sendable, Codable, Equatable {
    /// Reading the sockets, and SRTP.
    public let receiving: Double
    /// Decoding and all that is done to voices.
    public let listening: Double
    public let mixing: Double
    public let encoding: Double
    /// Writing packets, and SRTP.
    public let writing: Double
    /// The kernel's part of sending.
    public let sending: Double

    /// All that the engine does: what `partyline bench engine` measures, which has neither sockets nor SRTP.
    public let engine: Double
    /// All of it.
    public var total: Double { receiving + listening + mixing + encoding + writing + sending }

    /// Nonsense in the costs comes out as nonsense: infinite, or not a number. So does a complexity that was not measured.
    public init(_ who: Attendance, _ costs: TickCosts) {
        let crowd = costs.crowd(of: who.participants, who.listeners)
        let encode = costs.encode.indices.contains(who.complexity) ? costs.encode[who.complexity] : .infinity
        let participants = Double(max(who.participants, 0))
        let talkers = Double(who.talkerCount)
        let others = participants - talkers
        receiving = (talkers + (who.listeners == .noise ? others : 0)) * (costs.receiveDatagram + costs.unprotect)
        listening = talkers * (crowd?.talker ?? .infinity) + others * (crowd?.other ?? .infinity)
        mixing = Double(max(who.rooms, 0)) * costs.room + participants * (crowd?.member ?? .infinity)
        encoding = Double(who.encodeCount) * max(encode + (crowd?.encodeExtra ?? 0), 0)
        let write = participants * (crowd?.write ?? .infinity)
        writing = write + participants * costs.protect
        sending = participants * costs.sendDatagram
        engine = listening + mixing + encoding + write
    }
}
