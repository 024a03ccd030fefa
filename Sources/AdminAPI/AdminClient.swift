import CLinux
import Conference
import FoundationEssentials
import Glibc

/// Why a command got no answer.
public enum AdminClientError: Error, Sendable, Equatable {
    /// Nobody listens at the path.
    case noServer(String)
    /// The socket is there, but belongs to another user.
    case notAllowed(String)
    case noAnswer(String)
    /// It told events, and does not any more.
    case hungUp(String)
    case system(String, Int32)
}

extension AdminClientError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noServer(let path): "no server is running (nobody answers at \(path)); start it with: partyline serve"
        case .notAllowed(let path): "the server at \(path) belongs to another user; ask as that user, or as root"
        case .noAnswer(let path): "the server at \(path) hung up or did not answer within \(AdminClient.patienceSeconds) s"
        case .hungUp(let path): "the server at \(path) has stopped, or hung up"
        case .system(let what, let code): "\(what): \(SystemError.text(code))"
        }
    }
}

/// Asks a running server, one request after the other. For commands: each call waits for its answer.
public struct AdminClient: ~Copyable {
    static let patienceSeconds = 10

    private let descriptor: Int32
    private let path: String
    private var pending: [UInt8] = []

    public init(path: String) throws(AdminClientError) {
        descriptor = try AdminClient.connected(to: path)
        self.path = path
    }

    deinit { close(descriptor) }

    /// - Throws: `AdminRefusal` when the server says no, `AdminClientError` when it says nothing
    public mutating func ask<Operation: AdminOperation>(_ operation: Operation) throws -> Operation.Answer {
        try AdminWire.readAnswer(Operation.Answer.self, from: Data(exchange(AdminWire.write(operation))))
    }

    /// Asks for what happens from now on; `nextEvent` then waits for it, however long that takes.
    public mutating func watch(_ events: EventStream) throws {
        _ = try ask(events)
        var patience = timeval(tv_sec: 0, tv_usec: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    /// - Throws: `hungUp` when no more comes
    public mutating func nextEvent() throws -> WatchedEvent {
        let line: [UInt8]
        do { line = try receiveLine() } catch { throw AdminClientError.hungUp(path) }
        return try JSONDecoder().decode(WatchedEvent.self, from: Data(line))
    }

    /// Sends a line as it is, and returns the line that comes back.
    mutating func exchange(_ line: [UInt8]) throws(AdminClientError) -> [UInt8] {
        try send(line)
        return try receiveLine()
    }

    private func send(_ bytes: [UInt8]) throws(AdminClientError) {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes { rest in
                unsafe Glibc.send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .noAnswer(path) }
            sent += count
        }
    }

    private mutating func receiveLine() throws(AdminClientError) -> [UInt8] {
        while true {
            if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                let line = Array(pending[..<end])
                pending.removeSubrange(...end)
                return line
            }
            var chunk = [UInt8](repeating: 0, count: 65_536)
            let count = unsafe recv(descriptor, &chunk, chunk.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .noAnswer(path) }
            pending += chunk[..<count]
        }
    }

    private static func connected(to path: String) throws(AdminClientError) -> Int32 {
        guard path.utf8.count <= AdminLimits.pathBytes else { throw .noServer(path) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .system("cannot make a socket", errno) }
        var patience = timeval(tv_sec: patienceSeconds, tv_usec: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let status = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0 else {
            let code = errno
            close(descriptor)
            switch code {
            case ENOENT, ECONNREFUSED, ENOTDIR: throw .noServer(path)
            case EACCES, EPERM: throw .notAllowed(path)
            default: throw .system("cannot reach the server at \(path)", code)
            }
        }
        return descriptor
    }
}
