import Foundation
import Testing

/// `partyline serve` where it cannot run.
@Suite struct ServeProgramTests {
    /// A TCP port of this machine that is taken for as long as this lives.
    private final class TakenPort {
        let number: UInt16
        private let descriptor: Int32

        init() throws {
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let descriptor = descriptor
            let status = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address -> Int32 in
                    guard bind(descriptor, address, length) == 0, listen(descriptor, 1) == 0 else { return -1 }
                    return getsockname(descriptor, address, &length)
                }
            }
            try #require(status == 0)
            number = UInt16(bigEndian: address.sin_port)
        }

        deinit { close(descriptor) }
    }

    @Test(.timeLimit(.minutes(1))) func aTakenWebPortEndsTheServerBeforeItSaysThatItRuns() throws {
        let folder = try ScratchFolder()
        let taken = try TakenPort()
        let configuration = """
            media: { address: 127.0.0.1, port: \(UInt16.random(in: 20_000...30_000)) }
            web: { local_port: \(taken.number), port: 0 }
            state_directory: \(folder("state"))
            run_directory: \(folder("run"))
            """
        try configuration.write(toFile: folder("partyline.yaml"), atomically: true, encoding: .utf8)
        let outcome = try BuiltProgram.run(["serve", "--config", folder("partyline.yaml"), "--room", "hall"])
        #expect(outcome.status != 0)
        #expect(outcome.complaintLines.count == 1)
        #expect(outcome.complaint.contains("another program has TCP port \(taken.number)"), "\(outcome.complaint)")
        #expect(outcome.output.isEmpty)
    }
}
