#if hasFeature(Embedded)
/// The session of a build without libsrtp, the ARM harness: it cannot be made, so no leg there has SRTP.
public struct SRTPSession: ~Copyable {
    public init?(profile: SRTPProfile, key: Span<UInt8>, isInbound: Bool) { return nil }
    public init?(profile: SRTPProfile, key: [UInt8], isInbound: Bool) { return nil }
    public init?(profile: SRTPProfile, key: Span<UInt8>, outboundSSRC: UInt32) { return nil }
    public init?(profile: SRTPProfile, key: [UInt8], outboundSSRC: UInt32) { return nil }

    public static var maximumSources: Int { 0 }
    public static var trailerRoomBytes: Int { 0 }

    public func protect(_ packet: UnsafeMutableRawBufferPointer, byteCount: Int) -> Int { 0 }
    public func protectRTCP(_ packet: UnsafeMutableRawBufferPointer, byteCount: Int) -> Int { 0 }
    public func unprotect(_ packet: UnsafeMutableRawBufferPointer, byteCount: Int) -> Int { 0 }
    public func unprotectRTCP(_ packet: UnsafeMutableRawBufferPointer, byteCount: Int) -> Int { 0 }
    public func outcomeOfUnprotect(_ packet: UnsafeMutableRawBufferPointer, byteCount: Int) -> SRTPOutcome { .malformed }
    public func outcomeOfUnprotectRTCP(_ packet: UnsafeMutableRawBufferPointer, byteCount: Int) -> SRTPOutcome { .malformed }
}
#endif
