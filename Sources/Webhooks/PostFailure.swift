import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Why a notice was not taken, in words for the admin.
enum PostFailure: Error {
    case noAnswer, noSuchHost, refused, unreachable, ended, untrusted, otherName, noHandshake, noAuthorities, noHTTP

    init(_ error: any Error) {
        switch error {
        case let failure as PostFailure: self = failure
        case ChannelError.connectTimeout: self = .noAnswer
        case let error as NIOConnectionError: self = error.connectionErrors.first.map { PostFailure($0.error) } ?? .noSuchHost
        case let error as IOError where error.errnoCode == ECONNREFUSED: self = .refused
        case let error as IOError where error.errnoCode == ECONNRESET || error.errnoCode == EPIPE: self = .ended
        case is IOError: self = .unreachable
        case let error as NIOSSLExtraError where error == .failedToValidateHostname: self = .otherName
        case NIOSSLError.handshakeFailed(let error): self = "\(error)".contains("CERTIFICATE_VERIFY_FAILED") ? .untrusted : .noHandshake
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: self = .noHandshake
        case is HTTPParserError: self = .noHTTP
        default: self = .ended
        }
    }

    var description: String {
        switch self {
        case .noAnswer: "no answer within \(HTTPPost.patience.nanoseconds / 1_000_000_000) s"
        case .noSuchHost: "no connection (no address is known for its name)"
        case .refused: "no connection (nobody listens at its port)"
        case .unreachable: "no connection (no way leads there)"
        case .ended: "no connection (it hung up without an answer)"
        case .untrusted: "no connection (its certificate is from no authority that this machine trusts, or has run out)"
        case .otherName: "no connection (its certificate is for another name)"
        case .noHandshake: "no connection (no encryption was agreed on: is it https?)"
        case .noAuthorities: "this machine knows no authorities for certificates: install ca-certificates"
        case .noHTTP: "its answer is not HTTP: is the port right?"
        }
    }
}
