import Glibc

/// A TCP connection on which a test says what no proper client would.
struct RawConnection: ~Copyable {
    struct Refused: Error {}

    private let descriptor: Int32

    init(port: Int, patienceSeconds: Int = 20) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var patience = timeval(tv_sec: patienceSeconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard status == 0 else { throw Refused() }
    }

    deinit { close(descriptor) }

    /// - Returns: false when the other side does not take it
    @discardableResult func send(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// What has come; empty at the end, nil when nothing came for too long.
    func receive() -> [UInt8]? {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        if count < 0 { return errno == ECONNRESET ? [] : nil }
        return Array(chunk.prefix(count))
    }

    /// Everything up to the end; nil when the end does not come.
    func receiveAll() -> String? {
        var all: [UInt8] = []
        while let chunk = receive() {
            if chunk.isEmpty { return String(decoding: all, as: UTF8.self) }
            all += chunk
        }
        return nil
    }

    /// The status of the answer to one request.
    static func status(of request: String, port: Int) async throws -> Int? {
        try await waiting {
            let connection = try RawConnection(port: port)
            connection.send(request)
            let line = connection.receiveAll()?.split(separator: "\r\n").first
            return line.flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int($0) }
        }
    }
}
