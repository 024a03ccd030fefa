/// What became of a packet that came in.
@frozen public enum SRTPOutcome: Sendable, Hashable {
    /// Genuine and new: so many bytes of plain packet stand where the protected one stood.
    case accepted(byteCount: Int)
    /// Too short, or its lengths do not add up.
    case malformed
    /// Its tag is wrong: made with another key, or changed on the way.
    case forged
    /// Genuine before, perhaps; now it comes again, or far too late.
    case replayed
    /// From one SSRC more than the session keeps state for.
    case tooManySources

    /// Of the plain packet; 0 when it was refused.
    @inlinable public var byteCount: Int { if case .accepted(let byteCount) = self { byteCount } else { 0 } }
}
