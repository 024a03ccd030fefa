import Foundation
import MediaTypes
import SIP
import Synchronization

/// A name server of a test, on this machine: it knows the services that it is told, and no others.
final class TestNameServer: Sendable {
    struct Failed: Error {}

    let address: TransportAddress
    private let descriptor: Int32
    private let services: [String: [ServiceRecord]]
    private let asked = Mutex<[String]>([])
    private let isOver = Atomic(false)

    /// The names that were asked for.
    var questions: [String] { asked.withLock { $0 } }

    /// - Parameter services: by name; a host may be a dotted address, which needs no further question
    init(_ services: [String: [ServiceRecord]]) throws {
        self.services = services
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var own = sockaddr_in()
        own.sin_family = sa_family_t(AF_INET)
        own.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isBound = withUnsafeMutablePointer(to: &own) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0 }
        }
        guard isBound else { throw Failed() }
        address = TransportAddress(ipv4: 0x7F00_0001, port: UInt16(bigEndian: own.sin_port))
        Thread.detachNewThread { self.serve() }
    }

    /// Answers nobody any more.
    func stop() {
        isOver.store(true, ordering: .releasing)
        // Wakes the thread.
        var own = sockaddr_in()
        own.sin_family = sa_family_t(AF_INET)
        own.sin_port = address.port.bigEndian
        own.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        _ = withUnsafePointer(to: &own) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { sendto(descriptor, "", 0, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }

    private func serve() {
        var question = [UInt8](repeating: 0, count: 512)
        while true {
            var source = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let count = withUnsafeMutablePointer(to: &source) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { recvfrom(descriptor, &question, question.count, 0, $0, &length) }
            }
            if isOver.load(ordering: .acquiring) || count < 0 { break }
            let answer = answer(Array(question.prefix(count)))
            _ = withUnsafePointer(to: &source) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { sendto(descriptor, answer, answer.count, 0, $0, length) }
            }
        }
        close(descriptor)
    }

    private func answer(_ question: [UInt8]) -> [UInt8] {
        var labels: [String] = []
        var position = 12
        while position < question.count, question[position] > 0 {
            let size = Int(question[position])
            labels.append(String(decoding: question[(position + 1)...].prefix(size), as: UTF8.self))
            position += size + 1
        }
        let name = labels.joined(separator: ".")
        asked.withLock { $0.append(name) }
        let records = services[name] ?? []
        var answer = Array(question.prefix(2))
        answer += [0x81, records.isEmpty ? 0x83 : 0x80, 0, 1, 0, UInt8(records.count), 0, 0, 0, 0]
        answer += question[12..<min(position + 5, question.count)]
        func word(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xFF)] }
        for record in records {
            let parts = record.host == "." ? [] : record.host.split(separator: ".")
            var host: [UInt8] = []
            for part in parts { host += [UInt8(part.utf8.count)] + Array(part.utf8) }
            host.append(0)
            answer += [0xC0, 12, 0, 33, 0, 1, 0, 0, 0, 60] + word(UInt16(6 + host.count))
            answer += word(record.priority) + word(record.weight) + word(record.port) + host
        }
        return answer
    }
}
