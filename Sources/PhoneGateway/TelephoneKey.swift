/// A key of a telephone.
public enum TelephoneKey: Sendable, Hashable {
    /// 0 to 9.
    case digit(UInt8)
    case star
    case pound

    /// - Parameter event: as RFC 4733 section 3.2 counts them; A to D, and what is no key, give nil
    public init?(event: UInt8) {
        switch event {
        case 0...9: self = .digit(event)
        case 10: self = .star
        case 11: self = .pound
        default: return nil
        }
    }
}
