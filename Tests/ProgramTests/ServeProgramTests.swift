import Foundation
import Testing

/// `partyline serve`: where it cannot run, and how it stops.
@Suite(.serialized) struct ServeProgramTests {
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

    @Test(.timeLimit(.minutes(1))) func aBoxWithoutARoomSaysHowToOpenOne() throws {
        let box = try RunningProgram(participants: 10, room: nil)
        let advice = "no room is open yet: partyline room add hall"
        #expect(box.announcement.contains(advice))
        #expect(try box.answer(to: "status").contains(advice))
        #expect(try box.answer(to: "room", "list").contains(advice))
        #expect(try box.answer(to: "room", "add", "hall").contains("hall"))
        #expect(try !box.answer(to: "status").contains(advice))
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

    @Test(.timeLimit(.minutes(1))) func aTakenMetricsPortEndsItToo() throws {
        let folder = try ScratchFolder()
        let taken = try TakenPort()
        let port = UInt16.random(in: 20_000...30_000)
        try """
            media: { address: 127.0.0.1, port: \(port) }
            web: { local_port: \(port), port: 0 }
            metrics: { port: \(taken.number) }
            state_directory: \(folder("state"))
            run_directory: \(folder("run"))
            """.write(toFile: folder("partyline.yaml"), atomically: true, encoding: .utf8)
        let outcome = try BuiltProgram.run(["serve", "--config", folder("partyline.yaml"), "--room", "hall"])
        #expect(outcome.status != 0)
        #expect(outcome.complaint.contains("another program has TCP port \(taken.number); stop it, or set metrics.port"), "\(outcome.complaint)")
        #expect(outcome.output.isEmpty)
    }

    @Test(.timeLimit(.minutes(1))) func aBoxThatEverybodyReachesDoesNotStartWithoutAnOperator() throws {
        let folder = try ScratchFolder()
        let text = """
            media: { address: 127.0.0.1, port: \(UInt16.random(in: 20_000...30_000)), public_address: 198.51.100.7 }
            web: { local_port: 0, port: 0 }
            state_directory: state
            run_directory: run
            operator: { name: "Hackspace Nord" }

            """
        try text.write(toFile: folder("partyline.yaml"), atomically: true, encoding: .utf8)
        let outcome = try BuiltProgram.run(["serve", "--config", folder("partyline.yaml")])
        #expect(outcome.status == 1)
        #expect(outcome.complaint.contains("\(folder("partyline.yaml")): people from everywhere can reach this box (media.public_address is"))
        #expect(outcome.complaint.contains("    contact: "))
        #expect(!folder.has("run"), "nothing was opened")
    }

    /// A connection that is accepted in the very moment of stopping belongs to nobody yet. Ten rounds with a crowd at both doors.
    @Test(.timeLimit(.minutes(2))) func whoComesWhileItStopsDoesNotMakeItCrash() async throws {
        for round in 0..<10 {
            let folder = try ScratchFolder()
            let port = UInt16.random(in: 30_001...32_000)
            try """
                media: { address: 127.0.0.1, port: \(UInt16.random(in: 20_000...30_000)) }
                web: { local_port: \(port), port: 0 }
                state_directory: \(folder("state"))
                run_directory: \(folder("run"))
                """.write(toFile: folder("partyline.yaml"), atomically: true, encoding: .utf8)
            let server = Process()
            server.executableURL = URL(filePath: try BuiltProgram.path)
            server.arguments = ["serve", "--config", folder("partyline.yaml"), "--room", "hall"]
            let said = Pipe()
            server.standardInput = FileHandle.nullDevice
            server.standardOutput = said
            server.standardError = FileHandle.nullDevice
            try server.run()
            // The first lines stand for: it listens.
            _ = said.fileHandleForReading.availableData
            let doors = [Door.tcp(port), .unix(folder("run") + "/admin.sock")]
            let crowd = (doors + doors).map { door in Thread { while !Thread.current.isCancelled { Self.knock(door) } } }
            for one in crowd { one.start() }
            try await Task.sleep(for: .milliseconds(50 + 10 * round))
            server.terminate()
            server.waitUntilExit()
            for one in crowd { one.cancel() }
            #expect(server.terminationReason == .exit && server.terminationStatus == 0, "round \(round): \(server.terminationStatus)")
        }
    }

    private enum Door {
        case tcp(UInt16)
        case unix(String)
    }

    /// Comes, says nothing, and goes.
    private static func knock(_ door: Door) {
        let descriptor: Int32
        switch door {
        case .tcp(let port):
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            _ = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
            }
        case .unix(let path):
            descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
            _ = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
            }
        }
        close(descriptor)
    }
}
