import Glibc

/// A socket on which a test says what no proper client would.
struct RawPeer: ~Copyable {
    struct Failed: Error { let code: Int32 }

    enum Kind { case udp, tcp }

    private let descriptor: Int32

    /// - Parameter from: an address of this machine, in host order
    init(_ kind: Kind, from: UInt32 = 0x7F00_0001, to port: UInt16, patienceMs: Int = 20_000) throws {
        descriptor = socket(AF_INET, Int32((kind == .udp ? SOCK_DGRAM : SOCK_STREAM).rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var patience = timeval(tv_sec: patienceMs / 1_000, tv_usec: patienceMs % 1_000 * 1_000)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        guard Self.with(from, 0, { bind(descriptor, $0, $1) }) == 0, Self.with(0x7F00_0001, port, { connect(descriptor, $0, $1) }) == 0 else {
            throw Failed(code: errno)
        }
    }

    deinit { close(descriptor) }

    private static func with(_ host: UInt32, _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = host.bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }

    func send(_ bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes)
        _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    func send(_ text: String) { send(text.utf8) }

    /// What has come; empty at the end of a connection, nil when nothing comes.
    func receive(atOnce: Bool = false) -> String? {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &chunk, chunk.count, atOnce ? Int32(MSG_DONTWAIT) : 0)
        if count < 0 { return errno == ECONNRESET ? "" : nil }
        return String(decoding: chunk.prefix(count), as: UTF8.self)
    }

    /// Everything up to the end of a connection; nil when the end does not come.
    func receiveAll() -> String? {
        var all = ""
        while let chunk = receive() {
            if chunk.isEmpty { return all }
            all += chunk
        }
        return nil
    }

    /// Everything up to the first end of a head.
    func receiveHead() -> String? {
        var all = ""
        while !all.contains("\r\n\r\n"), let chunk = receive(), !chunk.isEmpty { all += chunk }
        return all.isEmpty ? nil : all
    }

    static func options(_ transport: String, branch: String = "1") -> String {
        """
        OPTIONS sip:127.0.0.1 SIP/2.0
        Via: SIP/2.0/\(transport) 127.0.0.1:9;branch=z9hG4bK\(branch);rport
        Max-Forwards: 70
        To: <sip:box@127.0.0.1>
        From: <sip:raw@127.0.0.1>;tag=1
        Call-ID: raw\(branch)
        CSeq: 1 OPTIONS
        Content-Length: 0


        """.replacing("\n", with: "\r\n")
    }
}

/// A server on this machine that takes connections, and never says a word.
final class SilentServer: Sendable {
    let port: UInt16
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isListening = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 8) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isListening else { throw RawPeer.Failed(code: errno) }
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(descriptor) }

    /// Waits for so many connections.
    func accept(_ count: Int) { for _ in 0..<count { _ = Glibc.accept(descriptor, nil, nil) } }
}
