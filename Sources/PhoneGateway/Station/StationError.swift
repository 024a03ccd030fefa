import Glibc
import NIOCore

/// Why a station cannot serve. `description` is one line that says what would be right.
public enum StationError: Error, Sendable, Equatable {
    case portInUse(UInt16)
    /// No address of this machine.
    case addressNotHere
    /// Below 1024 without being allowed to.
    case notPermitted(UInt16)
    /// TLS needs one.
    case noCertificate
    /// What is wrong, and with which file.
    case badCertificate(String)
    /// The call, and the errno.
    case system(call: String, code: Int32)

    init(_ error: any Error, port: UInt16) {
        switch error {
        case let error as StationError: self = error
        case let error as IOError:
            switch error.errnoCode {
            case EADDRINUSE: self = .portInUse(port)
            case EADDRNOTAVAIL: self = .addressNotHere
            case EACCES: self = .notPermitted(port)
            default: self = .system(call: "bind", code: error.errnoCode)
            }
        default: self = .system(call: "bind", code: EIO)
        }
    }
}

extension StationError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .portInUse(let port): "port \(port) is taken by another program: stop it, or set phone.sip_port and phone.tls_port to others"
        case .addressNotHere: "phone.sip_address is no address of this machine: set one of its own, or leave it out to listen on all"
        case .notPermitted(let port): "port \(port) needs more rights than partyline has: set one above 1023, 5060 and 5061 are usual"
        case .noCertificate: "telephones by TLS need a certificate: set phone.certificate and phone.key, or leave phone.tls_port out"
        case .badCertificate(let text): text
        case .system(let call, let code): unsafe "\(call): \(String(cString: strerror(code)))"
        }
    }
}
