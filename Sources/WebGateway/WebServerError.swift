import Glibc
import NIOCore

/// Why the web server, or that of the metrics, cannot listen. The description is one line that says what would be right.
public enum WebServerError: Error, Sendable, Equatable {
    /// The part of partyline.yaml that says where it listens.
    public enum Section: String, Sendable {
        case web, metrics

        fileprivate var ports: String { self == .web ? "web.port and web.local_port" : "metrics.port" }
    }

    case portInUse(Int, Section)
    /// Ports below 1024 need a permission.
    case notPermitted(Int, Section)
    /// The port, and the errno.
    case system(Int, Section, Int32)

    init(_ error: IOError, port: Int, of section: Section) {
        switch error.errnoCode {
        case EADDRINUSE: self = .portInUse(port, section)
        case EACCES, EPERM: self = .notPermitted(port, section)
        default: self = .system(port, section, error.errnoCode)
        }
    }
}

extension WebServerError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .portInUse(let port, let section):
            "another program has TCP port \(port); stop it, or set \(section.ports) in partyline.yaml"
        case .notPermitted(let port, let section):
            "TCP port \(port) needs a permission, as all below 1024 do (CAP_NET_BIND_SERVICE); or set \(section.rawValue).port in partyline.yaml"
        case .system(let port, let section, let code):
            "nothing can listen on TCP port \(port): \(unsafe String(cString: strerror(code))); look at \(section.rawValue).address in partyline.yaml"
        }
    }
}
