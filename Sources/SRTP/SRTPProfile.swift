/// A crypto suite: how packets are encrypted and authenticated.
/// - Source: RFC 3711 section 8.2, RFC 4568 section 6.2, RFC 7714 sections 12 and 14
@frozen public enum SRTPProfile: UInt8, Sendable, CaseIterable {
    /// AES-128 in counter mode, 80-bit tags.
    case aesCM128SHA1_80
    /// The same with 32-bit tags; SRTCP keeps 80 bits (RFC 4568 section 6.2.2).
    case aesCM128SHA1_32
    /// AES-128 in Galois/counter mode, 128-bit tags.
    case aeadAES128GCM

    /// Master key and master salt, one after the other, in bytes.
    @inlinable public var keyBytes: Int {
        switch self {
        case .aesCM128SHA1_80, .aesCM128SHA1_32: 16 + 14
        case .aeadAES128GCM: 16 + 12
        }
    }

    /// The name in an SDES `a=crypto` line.
    public var name: StaticString {
        switch self {
        case .aesCM128SHA1_80: "AES_CM_128_HMAC_SHA1_80"
        case .aesCM128SHA1_32: "AES_CM_128_HMAC_SHA1_32"
        case .aeadAES128GCM: "AEAD_AES_128_GCM"
        }
    }

    /// What protection adds to an RTP packet, in bytes.
    @inlinable public var overheadBytes: Int {
        switch self {
        case .aesCM128SHA1_80: 10
        case .aesCM128SHA1_32: 4
        case .aeadAES128GCM: 16
        }
    }

    /// What protection adds to an RTCP packet, in bytes: the tag, and the index of 4.
    @inlinable public var controlOverheadBytes: Int {
        switch self {
        case .aesCM128SHA1_80, .aesCM128SHA1_32: 10 + 4
        case .aeadAES128GCM: 16 + 4
        }
    }
}
