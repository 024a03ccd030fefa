import CLinux
import Glibc

/// Who else wanted the processor while was measured.
public struct Disturbance: Sendable, Codable, Equatable {
    /// What others on this machine took of all cores, 0 to 1.
    public var others: Double
    /// What the host of a virtual machine kept for others, 0 to 1.
    public var stolen: Double
    /// Who of the others took most: its name and number.
    public var busiest: String?

    public init(others: Double, stolen: Double, busiest: String? = nil) {
        self.others = others
        self.stolen = stolen
        self.busiest = busiest
    }

    /// From a twentieth of the machine on the figures are another machine's.
    public static let tolerable = 0.05
}

/// Counts from its making on.
/// - Source: Linux, Documentation/filesystems/proc.rst: /proc/stat, /proc/PID/stat, /proc/meminfo
struct DisturbanceWatch {
    private let machine = MachineTime.now()
    private let own = Self.ownSeconds()
    private let processes = Self.processTicks()

    func end() -> Disturbance {
        let now = MachineTime.now()
        let elapsed = now.all - machine.all
        guard elapsed > 0 else { return Disturbance(others: 0, stolen: 0) }
        let ownTicks = (Self.ownSeconds() - own) * Self.ticksPerSecond
        let stolen = (now.stolen - machine.stolen) / elapsed
        return Disturbance(
            others: min(max((now.busy - machine.busy - ownTicks) / elapsed, 0), 1), stolen: min(max(stolen, 0), 1), busiest: busiest())
    }

    /// In ticks of the kernel's clock, of all cores together.
    private struct MachineTime {
        var all = 0.0
        var busy = 0.0
        var stolen = 0.0

        static func now() -> MachineTime {
            // cpu user nice system idle iowait irq softirq steal
            let fields =
                DisturbanceWatch.text("/proc/stat").split(separator: "\n").first?.split(separator: " ").dropFirst().prefix(8).compactMap {
                    Double($0)
                } ?? []
            guard fields.count == 8 else { return MachineTime() }
            return MachineTime(all: fields.reduce(0, +), busy: fields[0] + fields[1] + fields[2] + fields[5] + fields[6], stolen: fields[7])
        }
    }

    private static let ticksPerSecond = Double(sysconf(Int32(_SC_CLK_TCK)))

    private static func ownSeconds() -> Double {
        var time = timespec()
        guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return 0 }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// The other process that has taken most since the beginning.
    private func busiest() -> String? {
        let now = Self.processTicks()
        let gains = now.map { (name: "\($1.name) (process \($0))", ticks: $1.ticks - (processes[$0]?.ticks ?? 0)) }
        return gains.filter { $0.ticks > 0 }.max { $0.ticks < $1.ticks }?.name
    }

    /// Name and time of each other process, by its number.
    private static func processTicks() -> [Int: (name: String, ticks: Double)] {
        guard let folder = opendir("/proc") else { return [:] }
        defer { closedir(folder) }
        var found: [Int: (name: String, ticks: Double)] = [:]
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            guard let process = Int(name), process != getpid() else { continue }
            // The name stands in parentheses, and may hold some itself.
            let line = text("/proc/\(name)/stat")
            guard let left = line.firstIndex(of: "("), let right = line.lastIndex(of: ")"), left < right else { continue }
            let fields = line[line.index(after: right)...].split(separator: " ")
            guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { continue }
            // A process names itself, and could move a terminal's cursor.
            let title = line[line.index(after: left)..<right].filter { $0.isLetter || $0.isNumber || "-_./:+ ".contains($0) }
            found[process] = (title, user + system)
        }
        return found
    }

    /// Memory that programs could still have.
    static func availableBytes() -> Int {
        let line = text("/proc/meminfo").split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
        return (line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 1_024
    }

    private static func text(_ path: String) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 8_192)
        let count = read(descriptor, &bytes, bytes.count)
        return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : ""
    }
}
