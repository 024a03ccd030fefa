import AdminAPI
import FoundationEssentials
import Glibc

/// A server of this very program, as a child.
final class ServerProcess {
    private var pid: pid_t = 0

    /// - Parameter core: the one that it may run on; nil leaves it all
    init(configuration: String, profile: String, room: String, core: Int?) throws {
        let itself = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let pinned = core.map { ["/usr/bin/taskset", "--cpu-list", "\($0)"] } ?? []
        let words = pinned + [itself, "serve", "--config", configuration, "--profile", profile, "--room", room]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        arguments.append(nil)
        defer { arguments.forEach { free($0) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        let code = posix_spawn(&pid, words[0], &actions, nil, arguments, environ)
        guard code == 0 else { throw ServiceBench.Failure(description: "the server cannot be started: \(String(cString: strerror(code)))") }
    }

    /// A connection to it, as soon as it answers.
    func client(socket: String) throws -> AdminClient {
        for _ in 0..<200 {
            if let client = try? AdminClient(path: socket) { return client }
            if waitpid(pid, nil, WNOHANG) == pid {
                pid = 0
                throw ServiceBench.Failure(description: "the server did not stay up; what it said stands above")
            }
            usleep(50_000)
        }
        throw ServiceBench.Failure(description: "the server did not answer within 10 s")
    }

    func stop() {
        guard pid > 0 else { return }
        kill(pid, SIGTERM)
        waitpid(pid, nil, 0)
        pid = 0
    }

    deinit { stop() }

    /// CPU of all its threads, to the nanosecond where the kernel keeps it so.
    func cpuSeconds() -> Double {
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")) ?? []
        return tasks.reduce(0) { sum, task in
            let text = (try? String(contentsOfFile: "/proc/\(pid)/task/\(task)/schedstat", encoding: .utf8)) ?? ""
            return sum + (text.split(separator: " ").first.flatMap { Double($0) } ?? 0) / 1e9
        }
    }

    func residentBytes() -> Int {
        let fields = ((try? String(contentsOfFile: "/proc/\(pid)/statm", encoding: .utf8)) ?? "").split(separator: " ")
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(getpagesize()) : 0
    }
}
