import Glibc
import NIOCore

/// Why the web server cannot listen. The description is one line that says what would be right.
public enum WebServerError: Error, Sendable, Equatable {
    case portInUse(Int)
    /// Ports below 1024 need a permission.
    case notPermitted(Int)
    /// The port, and the errno.
    case system(Int, Int32)

    init(_ error: IOError, port: Int) {
        switch error.errnoCode {
        case EADDRINUSE: self = .portInUse(port)
        case EACCES, EPERM: self = .notPermitted(port)
        default: self = .system(port, error.errnoCode)
        }
    }
}

extension WebServerError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .portInUse(let port):
            "another program has TCP port \(port); stop it, or set web.port and web.local_port in partyline.yaml"
        case .notPermitted(let port):
            "TCP port \(port) needs a permission, as all below 1024 do (CAP_NET_BIND_SERVICE); or set web.port in partyline.yaml"
        case .system(let port, let code):
            "the web server cannot listen on TCP port \(port): \(unsafe String(cString: strerror(code))); look at web.address in partyline.yaml"
        }
    }
}
