import MediaIO

/// Whether the media thread gets a real-time priority, without which a busy machine sends some packets late.
struct SchedulingCheck {
    /// Whether it was got when it was tried.
    let isGranted: Bool
    let machine: MachineFolder

    /// Ours: what MediaIO asks for.
    private static let priority = 50

    func finding() -> Finding {
        if isGranted { return .good(.scheduling, "the media thread gets a real-time priority") }
        let found = "the media thread gets no real-time priority: while the machine does other work, sound may stutter"
        if let limit, limit >= Self.priority {
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
