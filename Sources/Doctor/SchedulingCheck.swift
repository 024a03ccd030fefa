import MediaIO

/// Whether the media thread gets a real-time priority, without which a busy machine sends some packets late.
struct SchedulingCheck {
    /// Whether it was got when it was tried, or by the server that runs.
    let isGranted: Bool
    /// Whether a server runs, and says so of itself: what we could get is not what its user can.
    var isServers = false
    let machine: MachineFolder

    /// Ours: what MediaIO asks for.
    private static let priority = 50

    func finding() -> Finding {
        let verb = isServers ? "of the running server has" : "gets"
        if isGranted { return .good(.scheduling, "the media thread \(verb) a real-time priority") }
        let found = "the media thread \(verb) no real-time priority: while the machine does other work, sound may stutter"
        if !isServers, let limit, limit >= Self.priority {
            return .hint(
                .scheduling, "\(found); the limit of \(limit) would allow it, but the kernel refuses",
                remedy: "in a container: give it the capability SYS_NICE; elsewhere: sudo sysctl kernel.sched_rt_runtime_us=950000")
        }
        return .hint(
            .scheduling, found,
            remedy: "as a service: LimitRTPRIO=\(Self.priority) in the unit; else the line \"USER - rtprio \(Self.priority)\" in "
                + "/etc/security/limits.d/partyline.conf, and log in anew")
    }

    /// RLIMIT_RTPRIO as it holds; nil where the kernel does not say.
    private var limit: Int? {
        let name = "Max realtime priority"
        let line = machine.text("proc/self/limits")?.split(separator: "\n").first { $0.hasPrefix(name) }
        guard let word = line?.dropFirst(name.count).split(separator: " ").first else { return nil }
        return word == "unlimited" ? 99 : Int(word)
    }
}
