import Foundation
import Glibc
import Synchronization

/// A real server on this machine, which takes what webhooks send, or does not.
final class Receiver: Sendable {
    /// What it does with a request.
    enum Manner: Sendable {
        case answers(Int, field: String = "X-Nothing: 0")
        /// It says nothing, and keeps the connection.
        case hangs
        case hangsUp
        /// It speaks another language.
        case babbles
        /// Its answer has no end.
        case goesOn
    }

    struct Request: Sendable {
        let head: String
        let body: String
    }

    let port: UInt16
    /// Every request that has come.
    let requests: AsyncStream<Request>
    private let arrival: AsyncStream<Request>.Continuation
    private let listener: Int32
    private let manner: Mutex<Manner>
    private let endings = Mutex(0)
    private let count = Mutex(0)

    init(_ manner: Manner) throws {
        (requests, arrival) = AsyncStream.makeStream()
        self.manner = Mutex(manner)
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, length) == 0 && getsockname(listener, $0, &length) == 0 }
        }
        guard isBound, listen(listener, 16) == 0 else { throw POSIXError(.EADDRINUSE) }
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                Thread.detachNewThread { self.serve(connection) }
            }
        }
    }

    func behave(_ manner: Manner) { self.manner.withLock { $0 = manner } }
    /// How often the other side has ended an answer that has no end.
    var endedAnswers: Int { endings.withLock { $0 } }
    var requestCount: Int { count.withLock { $0 } }
    var url: String { "http://127.0.0.1:\(port)/door?k=1" }
    /// No more comes.
    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func serve(_ connection: Int32) {
        defer { close(connection) }
        var text = ""
        while true {
            guard let (request, rest) = Self.split(text) else {
                guard let more = Self.read(connection) else { return }
                text += more
                continue
            }
            text = rest
            count.withLock { $0 += 1 }
            arrival.yield(request)
            switch manner.withLock({ $0 }) {
            case .answers(let status, let field): write("HTTP/1.1 \(status) X\r\n\(field)\r\nContent-Length: 0\r\n\r\n", to: connection)
            case .hangsUp: return
            case .babbles:
                write("SSH-2.0-box\r\n", to: connection)
                return
            case .hangs:
                while Self.read(connection) != nil {}
                return
            case .goesOn:
                write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", to: connection)
                while write("1000\r\n" + String(repeating: "x", count: 4_096) + "\r\n", to: connection) {}
                endings.withLock { $0 += 1 }
                return
            }
        }
    }

    private static func read(_ connection: Int32) -> String? {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = recv(connection, &bytes, bytes.count, 0)
        return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : nil
    }

    /// A whole request at the beginning of a text.
    private static func split(_ text: String) -> (Request, rest: String)? {
        guard let end = text.range(of: "\r\n\r\n") else { return nil }
        let head = String(text[..<end.lowerBound])
        let field = head.lowercased().components(separatedBy: "\r\n").first { $0.hasPrefix("content-length:") }
        let count = field.flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) } ?? 0
        let rest = Array(text[end.upperBound...].utf8)
        guard rest.count >= count else { return nil }
        return (
            Request(head: head, body: String(decoding: rest.prefix(count), as: UTF8.self)), String(decoding: rest.dropFirst(count), as: UTF8.self)
        )
    }

    @discardableResult private func write(_ text: String, to connection: Int32) -> Bool {
        let bytes = Array(text.utf8)
        return send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }
}
