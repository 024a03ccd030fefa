import Glibc

/// Why the admin socket cannot be served. Each description is one line that says what would be right.
public enum AdminServerError: Error, Sendable, Equatable {
    /// A living server holds the socket.
    case alreadyRunning(String)
    case pathTooLong(String)
    /// Something else lies where the socket should be.
    case notASocket(String)
    /// Others may enter the directory, or it belongs to somebody else.
    case openDirectory(String)
    /// What could not be done, and the errno.
    case system(String, Int32)
}

extension AdminServerError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .alreadyRunning(let path):
            "another partyline is running here (its admin socket is \(path)); stop it, or name another socket in the configuration"
        case .pathTooLong(let path):
            "the path of the admin socket is too long for the system: \(path); at most \(AdminLimits.pathBytes) bytes are right"
        case .notASocket(let path): "\(path) is in the way and is not a socket; move it, or name another admin socket in the configuration"
        case .openDirectory(let path): "the admin socket's directory \(path) must be yours and closed to others: chmod 700 \(path)"
        case .system(let what, let code): "\(what): \(SystemError.text(code))"
        }
    }
}

/// The system's own words for an errno.
enum SystemError {
    static func text(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }
}
