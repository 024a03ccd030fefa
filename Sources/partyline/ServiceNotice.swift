import CLinux
import Glibc
import MediaIO

/// What the server tells systemd, if systemd has started it: that it is ready, that it lives, that it stops.
/// - Source: sd_notify(3) of systemd 252, the protocol: one datagram a message to the socket that NOTIFY_SOCKET names
struct ServiceNotice: Sendable {
    enum Message: String {
        case ready = "READY=1"
        case alive = "WATCHDOG=1"
        case stopping = "STOPPING=1"
    }

    /// Nil where nobody wants to be told.
    private let socketPath: String?
    /// How often it has to say that it lives: twice as often as it would be taken for dead. Nil: never.
    let period: Duration?

    init(environment: [String: String], processID: Int32 = getpid()) {
        socketPath = environment["NOTIFY_SOCKET"]
        // Of a program that has started us, and meant for it.
        let isForAnother = environment["WATCHDOG_PID"].map { $0 != String(processID) } ?? false
        let limit = isForAnother ? nil : environment["WATCHDOG_USEC"].flatMap(Int64.init)
        period = limit.flatMap { $0 > 1 ? .microseconds($0 / 2) : nil }
    }

    /// Lost where nobody listens: a server does not stop for that.
    func say(_ message: Message) {
        guard let socketPath, var address = Self.address(socketPath) else { return }
        let descriptor = clinux_datagram_socket(AF_UNIX)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        // With the path's length and not the field's: an abstract name has no zero at its end.
        let length = socklen_t(MemoryLayout<sa_family_t>.size + socketPath.utf8.count)
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                message.rawValue.withCString { sendto(descriptor, $0, strlen($0), 0, address, length) }
            }
        }
    }

    /// Says that the server lives until the task is cancelled. It is silent while the media thread hangs, so that systemd starts another.
    func watch(_ media: MediaService, every period: Duration) async throws {
        var last = media.pulse
        while true {
            try await Task.sleep(for: period)
            let pulse = media.pulse
            if pulse.isAlive(since: last) { say(.alive) }
            last = pulse
        }
    }

    /// - Returns: nil for what is no address of a unix socket: neither absolute nor abstract, or too long
    private static func address(_ path: String) -> sockaddr_un? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard path.hasPrefix("/") || path.hasPrefix("@"), bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
        withUnsafeMutableBytes(of: &address.sun_path) { space in
            space.copyBytes(from: bytes)
            if path.hasPrefix("@") { space[0] = 0 }
        }
        return address
    }
}
