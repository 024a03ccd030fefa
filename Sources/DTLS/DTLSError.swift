/// Why an identity or a session could not be made: OpenSSL refused, for want of memory or of an algorithm that it was built without.
public enum DTLSError: Error, Sendable, Hashable {
    /// No key of the curve P-256, or no certificate for it.
    case certificateNotMade
    /// Refused: versions, ciphers, groups, SRTP profiles or the certificate.
    case settingsRefused
    case sessionNotMade
}
