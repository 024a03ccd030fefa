import AdminAPI
import FoundationEssentials
import Glibc
import MediaTypes

/// A server of this very program with a profile and a room of its own, for as long as a bench lasts.
final class BenchServer {
    static let room = "bench"

    /// Where it answers plain HTTP.
    let web: TransportAddress
    /// Where it takes calls, from this machine only.
    let sip: TransportAddress
    /// Where it takes an admin's requests.
    let socket: String
    let profile: BenchProfile
    private let folder = "/tmp/partyline-bench-\(getpid())"
    private let process: ServerProcess

    /// - Parameters:
    ///   - participants: whom it has room for
    ///   - core: the one that it may run on; nil leaves it all
    ///   - hasWeb: whether browsers can come
    ///   - takesCalls: whether telephones can
    init(talkers: Int, complexity: Int, participants: Int, core: Int?, hasWeb: Bool, takesCalls: Bool = false) throws {
        try FileManager.default.createDirectory(atPath: folder + "/state", withIntermediateDirectories: true)
        let port = UInt16(20_000 + Int(getpid()) % 20_000)
        web = TransportAddress(ipv4: 0x7F00_0001, port: hasWeb ? port + 1 : 0)
        sip = TransportAddress(ipv4: 0x7F00_0001, port: takesCalls ? port + 2 : 0)
        profile = BenchProfile(path: folder + "/bench.yaml", participants: participants)
        socket = folder + "/run/admin.sock"
        let configuration = """
            media:
              address: 127.0.0.1
              port: \(port)
            web:
              local_port: \(web.port)
              port: 0
            state_directory: \(folder)/state
            run_directory: \(folder)/run
            profiles_directory: \(folder)

            """ + (takesCalls ? Self.telephones(sip.port, calls: participants) : "")
        try profile.write(.usual(talkers: talkers, complexity: complexity))
        try Data(configuration.utf8).write(to: URL(filePath: folder + "/partyline.yaml"))
        process = try ServerProcess(configuration: folder + "/partyline.yaml", profile: profile.path, room: Self.room, core: core)
    }

    private static func telephones(_ port: UInt16, calls: Int) -> String {
        """
        phone:
          sip_address: 127.0.0.1
          sip_port: \(port)
          allow: [127.0.0.0/8]
          ports: 41000-\(41_000 + 4 * calls + 99)
          calls: \(calls)
          room: \(room)

        """
    }

    deinit {
        process.stop()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// A connection to it, as soon as it answers.
    func client() throws -> AdminClient { try process.client(socket: socket) }

    func cpuSeconds() -> Double { process.cpuSeconds() }

    func residentBytes() -> Int { process.residentBytes() }

    func stop() { process.stop() }
}
