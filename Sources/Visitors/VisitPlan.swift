import MediaTypes
import SRTP

/// What visitors come for.
public struct VisitPlan: Sendable {
    /// Where the box answers plain HTTP: a loopback address.
    public var box: TransportAddress
    public var room: String
    /// What is offered in the handshake, the best first.
    public var profiles: [SRTPProfile] = [.aesCM128SHA1_80, .aeadAES128GCM]
    /// Whether each holds a stream of events, as the page does.
    public var holdsEvents = true
    /// Whether visitors shake hands once ICE has found the path; without it they stay on the threshold: proved, and without keys.
    public var shakesHands = true
    /// From coming to the keys; a page would have given up, too.
    public var patience = MediaTime.seconds(15)

    public init(box: TransportAddress, room: String) {
        self.box = box
        self.room = room
    }
}

/// What a visitor says: packets that were encoded once and are sent round and round, by any number of visitors.
public struct VisitorSound: Sendable {
    /// Opus, 20 ms each; an empty one stands for what DTX left out.
    public let payloads: [[UInt8]]
    /// How loud it is said to be.
    /// - Units: -dBov, 0 to 127
    public let level: UInt8

    public init(_ payloads: [[UInt8]], level: UInt8) {
        self.payloads = payloads
        self.level = level
    }
}

/// Why a visitor did not get in, or did not stay.
public enum VisitError: Error, Sendable, Equatable {
    /// What could not be done, and the errno.
    case system(String, Int32)
    /// The box said no, with this HTTP status.
    case refused(Int32)
    /// What the box said to the offer lacks something.
    case strangeAnswer
    case noHandshake
    /// ICE, handshake or HTTP took longer than `VisitPlan.patience`.
    case tooSlow
    /// The box said goodbye.
    case dismissed
}
