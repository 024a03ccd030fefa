import MediaTypes

/// Numbers of the voice menu; no specification gives them, so each has its reason.
enum Chosen {
    // MARK: before the room

    /// From the end of the question to the first digit: long enough to lift the paper with the PIN and put on glasses.
    static var firstDigit: MediaTime { .seconds(6) }
    /// Between two digits: an unhurried finger that looks from paper to keys and back.
    static var nextDigit: MediaTime { .seconds(4) }
    /// After digits that may be all, where longer codes exist: shorter, as all waits for it; "#" spares it.
    static var perhapsLastDigit: MediaTime { .seconds(3) }
    /// The question is asked so often without a digit in answer.
    static var questions: Int { 3 }
    /// A slip, a slip in repeating, and the right one; a fourth helps nobody but who guesses.
    static var tries: Int { 3 }
    /// A conference answers at once; after so long it never will.
    static var verdict: MediaTime { .seconds(10) }
    /// From the answer to the room or lobby: three questions and tries of twelve slow digits fit; a line that only makes noise ends.
    static var patience: MediaTime { .seconds(300) }
    /// The longest PIN, and as many digits as are kept that are typed ahead.
    static var longestCode: Int { 12 }
    /// As late as a host may be; a call that was forgotten costs its caller money.
    static var lobby: MediaTime { .seconds(1_200) }
    /// Somebody who waits is told now and then that the line is alive.
    static var lobbyReminder: MediaTime { .seconds(60) }
    /// For the spoken name: 3 s of it, and the way of the answer.
    static var spokenName: MediaTime { .seconds(4) }

    // MARK: in the room

    /// From the star to its key.
    static var starKey: MediaTime { .seconds(4) }
    /// "You are muted" to somebody who goes on speaking, and "somebody waits" to a host: not more often.
    static var reminder: MediaTime { .seconds(20) }
    /// All others seem gone: a lost call is back within seconds, and nobody need hear of it.
    static var alone: MediaTime { .seconds(3) }
    /// Keys without a star: one may have been a cheek on the telephone, the second in so long asks for help.
    static var strayKeys: MediaTime { .seconds(10) }
    /// One step of louder and softer: just clearly noticeable, in dB,
    static var gainStep: Int { 3 }
    /// and four of them each way.
    static var mostGain: Int { 12 }
    /// Those who speak are named, the rest would be a list nobody remembers.
    static var namedSpeakers: Int { 3 }
    /// Whispers that wait for their turn; what comes on top is forgotten, as it would come too late.
    static var waitingWhispers: Int { 4 }

    // MARK: the line

    /// Neither sound nor report comes from there: a router or a battery has given up. Telephones that leave silence out still report.
    static var deadLine: MediaTime { .seconds(60) }
    /// A name, said slowly, and the breath before it.
    static var nameLength: MediaTime { .seconds(3) }
    /// A pause that ends a name: longer than that between first and last name.
    static var nameSilence: MediaTime { .milliseconds(900) }
    /// While the box stops, callers are told so: as long as that takes to say.
    static var lastWords: MediaTime { .seconds(8) }

    /// A request that nobody answers is given up after 32 s (RFC 3261 section 17.1.2.2).
    static var trunkTest: MediaTime { .seconds(35) }

    // MARK: whatever happens

    /// An end of a prompt that is not reported: two own recordings of 30 s and a number are over by then.
    static var longestUtterance: MediaTime { .seconds(90) }
    /// The same for a goodbye, behind which the call hangs.
    static var longestGoodbye: MediaTime { .seconds(35) }
    /// Until a call looks again what is due.
    static var longestSleep: MediaTime { .seconds(5) }
}

/// Numbers of the handshakes that make a call's keys.
extension Chosen {
    /// As long as a session of DTLS tries. Whoever has not come by then hears nothing, and had better dial again.
    static var handshake: MediaTime { .seconds(10) }
    /// Who tries at one port of a call: the other side, and three who may be the other side behind its router.
    static var handshakesAtOnce: Int { 4 }
    /// For the question whether our last flight was lost: peers ask a second after their own, and the way takes time as well.
    static var lastFlight: MediaTime { .milliseconds(1_500) }
    /// From the end of the handshake for sound to that for reports, which the call can do without.
    static var controlHandshake: MediaTime { .seconds(2) }
    /// Between two looks at a port: a handshake of two round trips gets longer by four of them at most.
    static var handshakeLook: MediaTime { .milliseconds(5) }
    /// Taken in at one look: a flight has at most ten datagrams.
    static var handshakeDatagrams: Int { 16 }
}

/// Numbers of the station.
extension Chosen {
    /// The largest datagram that there is.
    static var datagramBytes: Int { 65_536 }
    /// What the system may hold for us while the box is busy: some five hundred messages.
    static var receiveBufferBytes: Int { 1 << 20 }
    /// A port that is free for UDP, and taken for TCP, so often in a row.
    static var portTries: Int { 8 }
    /// From the last call's end to the last answer, when the box stops.
    static var farewell: MediaTime { .seconds(2) }
    /// A connection that is not made by then, is not made.
    static var connecting: MediaTime { .seconds(5) }
    /// Sent and not acknowledged for so long, in milliseconds: the other side, or the hole in a router, is gone.
    static var lostConnection: Int { 20_000 }
    /// A trunk's connection that was silent for so long when a request had no answer: just less than the 32 s that a request waits.
    static var silence: MediaTime { .seconds(30) }
    /// For one connection while it is being made: more calls a second than a trunk has.
    static var waitingMessages: Int { 64 }
    /// How often a trunk's name is looked up: providers' entries live as long.
    static var lookUpAgain: MediaTime { .seconds(300) }
    /// The first wait after a look-up that failed; doubled from time to time.
    static var firstLookUpRetry: MediaTime { .seconds(5) }
    /// When a trunk fails its name is looked up at once, but not more often.
    static var lookUpPause: MediaTime { .seconds(30) }
    /// Far ends for which our own address is remembered, and how long: another network is noticed by then.
    static var localEnds: Int { 64 }
    static var localEndLife: MediaTime { .seconds(10) }
}
