import MediaTypes

/// Numbers that a specification gives.
enum Specified {
    static var version: String { "SIP/2.0" }
    /// RFC 3261 section 8.1.1.7: how a branch of RFC 3261 begins.
    static var branchCookie: String { "z9hG4bK" }
    /// RFC 3261 section 18.1.1.
    static var defaultPort: UInt16 { 5_060 }
    static var defaultSecurePort: UInt16 { 5_061 }
    /// RFC 3261 section 8.1.1.6.
    static var maxForwards: Int { 70 }
    /// RFC 3261 section 20.22.
    static var maxForwardsRange: ClosedRange<Int> { 0...255 }
    /// RFC 3261 section 17.1.1.1: an estimate of the round trip.
    static var t1: MediaTime { .milliseconds(500) }
    /// RFC 3261 section 17.1.2.1: the longest wait between two retransmissions.
    static var t2: MediaTime { .seconds(4) }
    /// RFC 3261 section 17.1.2.2: how long a message may stay in the network.
    static var t4: MediaTime { .seconds(5) }
    /// RFC 3261 table 4: timers B, D, F, H and J; RFC 6026 section 7.1: timers L and M.
    static var transactionLifetime: MediaTime { t1 * 64 }
    /// RFC 3261 section 17.2.1: without an answer for so long, 100 goes out by itself.
    static var tryingDelay: MediaTime { .milliseconds(200) }
    /// RFC 3261 section 14.1: after a 491, who made the Call-ID waits so long, in steps of 10 ms,
    static var ownerGlareWaitMs: ClosedRange<Int64> { 2_100...4_000 }
    /// and the other so long.
    static var otherGlareWaitMs: ClosedRange<Int64> { 0...2_000 }
    /// RFC 4028 section 4: no session interval is shorter, in seconds.
    static var shortestSessionInterval: Int { 90 }
    /// RFC 5626 section 4.4.1.
    static var ping: [UInt8] { [13, 10, 13, 10] }
    static var pong: [UInt8] { [13, 10] }
    /// RFC 3263 section 4.1 with RFC 2782: the most that a priority, a weight or a port can be is 65,535.
    static var largestNumber: UInt64 { UInt64(UInt32.max) }
}

/// Numbers that are ours, with the reason for each.
enum Chosen {
    /// The longest message: what fits into a datagram, and ten times what a call needs.
    static var messageBytes: Int { 65_535 }
    /// Header fields in a message: the longest of RFC 4475 has 48.
    static var headerFields: Int { 256 }
    /// A message on a stream is there whole after so long, or the connection is closed.
    static var streamPatience: MediaTime { .seconds(5) }
    /// Of what was wrong, so much is said in a reason phrase.
    static var reasonLength: Int { 120 }
    /// Transactions that still wait for something: 256 calls at once in the making are more than a box of 200 seats can want.
    static var activeTransactions: Int { 256 }
    /// Transactions that only wait for retransmissions: 20 calls a second leave 1,280 behind in 32 s. Beyond, the oldest goes.
    static var finishedTransactions: Int { 2_048 }
    /// Transactions that are over until what is left of them is wiped: a second's work of 20 calls a second.
    static var removalsToForget: Int { 64 }
    /// Calls at once.
    static var calls: Int { 512 }
    /// Calls of one address that are not confirmed yet by its ACK: a trunk that brings 20 a second over 500 ms has ten.
    static var unconfirmedCalls: Int { 40 }
    /// Messages that one address may send at once, and in a second: a trunk carries 20 calls a second of some five messages each.
    static var messageBurst: Int { 400 }
    static var messagesPerSecond: Int { 200 }
    /// Addresses whose messages are counted: trunks are a handful.
    static var countedAddresses: Int { 64 }
    /// An unanswered call rings no longer, whatever the other side says.
    static var ringingLimit: MediaTime { .seconds(180) }
    /// The session interval that we ask for, in seconds: a call whose end got lost takes up a seat no longer than that.
    static var sessionInterval: Int { 1_800 }
    /// One fork's early dialog each; a call that rings in more places at once is nobody's.
    static var forks: Int { 8 }
    /// How often a password is tried for one request: once, and once more when the nonce was stale.
    static var credentialTries: Int { 2 }
    /// Registration: the time that we ask for; most trunks grant less.
    static var registrationSeconds: Int { 600 }
    /// No refresh comes sooner after the one before: more would be a flood.
    static var shortestRefresh: MediaTime { .seconds(10) }
    /// The least that such refreshes keep up, with two seconds for the answer's way.
    static var shortestRegistration: Int { 12 }
    /// Above this neither: a box behind a home router must show itself.
    static var longestRegistration: Int { 7_200 }
    /// Of the time granted, in percent.
    static var refreshPercent: Int64 { 80 }
    /// The first wait after a failure, and the longest; doubled from failure to failure, and varied by a quarter.
    static var firstRetry: MediaTime { .seconds(5) }
    static var longestRetry: MediaTime { .seconds(600) }
    /// The longest where the other side does serve, but registers for too short a time: calls come in for seconds after each try.
    static var longestRetryOfBrief: MediaTime { .seconds(120) }
    /// After an answer that only a person can put right: a wrong password, an unknown number. Trunks lock accounts that hammer.
    static var personRetry: MediaTime { .seconds(1_800) }
    /// A Retry-After is believed up to here.
    static var longestRetryAfter: MediaTime { .seconds(3_600) }
    /// Our address as it is seen from there is followed so often: a router that shows another each time is not run after.
    static var movePause: MediaTime { .seconds(30) }
    /// Keeps the hole in a home router open: the shortest life of one seen in the field is 30 s.
    static var keepAlive: MediaTime { .seconds(25) }
    /// OPTIONS without an answer in a row before the next target is tried.
    static var lostKeepAlives: Int { 3 }
}
