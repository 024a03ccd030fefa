import MediaTypes

/// Why the media column refuses.
public enum MediaError: Error, Sendable, Equatable {
    /// The profile's limit of participants is reached.
    case full(limit: Int)
    /// The box is overloaded and takes nobody new for now.
    case overloaded
    /// Another leg has this source address already.
    case addressInUse
    /// A value of the specification that cannot work; says which and what would be right.
    case badSpec(String)
    /// The door is full: too many commands at once. Trying again in a moment helps.
    case busy
}

/// Where and as whom a new participant finds the box.
public struct LegPlace: Sendable, Equatable {
    public let leg: LegID
    /// The box's UDP port for this leg.
    public let localPort: UInt16
    /// What the box sends with.
    public let ssrc: UInt32

    public init(leg: LegID, localPort: UInt16, ssrc: UInt32) {
        self.leg = leg
        self.localPort = localPort
        self.ssrc = ssrc
    }
}

/// The only door between the columns: commands go down, reports come up.
public protocol MediaPort: AnyObject, Sendable {
    /// Builds a leg and hands it over.
    func add(_ spec: LegSpec) throws(MediaError) -> LegPlace
    func remove(_ leg: LegID) throws(MediaError)
    func setMuted(_ leg: LegID, _ isMuted: Bool) throws(MediaError)
    func setGain(_ leg: LegID, _ gain: Decibels) throws(MediaError)
    /// Where a mobile participant is; see the commands of the same names.
    func allow(_ leg: LegID, _ address: TransportAddress) throws(MediaError)
    func forget(_ leg: LegID, _ address: TransportAddress) throws(MediaError)
    func direct(_ leg: LegID, to address: TransportAddress) throws(MediaError)
    func hold(_ leg: LegID, _ isHeld: Bool) throws(MediaError)
    /// Everything reported since the last call. The descriptor below becomes readable when there is something.
    func takeReports() -> [Report]
    /// An eventfd.
    var reportDescriptor: Int32 { get }
}
