import Glibc
import NIOCore
import NIOPosix
import NIOSSL

/// Why there is no connection with a trunk.
public enum ConnectionFailure: Error, Sendable, Hashable {
    /// Nobody listens there.
    case refused
    /// Nobody answers there.
    case noAnswer
    /// The other side has hung up.
    case ended
    /// The certificate is from nobody whom we trust, or has run out.
    case untrusted
    /// The certificate is somebody else's.
    case otherName
    /// No encryption was agreed on.
    case handshake
    /// The file with the authorities cannot be used.
    case authorities(file: String)

    init(_ error: any Error) {
        switch error {
        case let failure as ConnectionFailure: self = failure
        case let error as NIOConnectionError: self = error.connectionErrors.first.map { ConnectionFailure($0.error) } ?? .refused
        case let error as IOError where error.errnoCode == ECONNREFUSED: self = .refused
        case is IOError: self = .noAnswer
        case ChannelError.connectTimeout: self = .noAnswer
        case let error as NIOSSLExtraError where error == .failedToValidateHostname: self = .otherName
        case NIOSSLError.handshakeFailed(let error): self = "\(error)".contains("CERTIFICATE_VERIFY_FAILED") ? .untrusted : .handshake
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: self = .handshake
        default: self = .ended
        }
    }
}

extension ConnectionFailure: CustomStringConvertible {
    public var description: String {
        switch self {
        case .refused: "the trunk's server refuses the connection: check its port and transport"
        case .noAnswer: "the trunk's server does not answer: check its address and port, and whether a firewall lets the box through"
        case .ended: "the trunk's server ends the connection: it may expect another transport, or not know the box"
        case .untrusted:
            "the trunk's certificate is from no authority that the box trusts, or has run out: set ca_file to the provider's authority, "
                + "or ask the provider"
        case .otherName: "the trunk's certificate is for another name: set server to the name that the provider gives for TLS"
        case .handshake: "the trunk's server and the box agree on no encryption: check whether the port is that for TLS"
        case .authorities(let file): "\(file) holds no certificates of authorities: a PEM file is right for ca_file"
        }
    }
}
