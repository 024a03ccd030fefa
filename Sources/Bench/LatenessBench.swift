import CLinux

/// How late the system wakes a thread that sleeps as the media thread does: until the next quarter of a tick.
public enum LatenessBench {
    /// - Units: ms, one for each time that the thread was woken
    public struct Figures: Sendable {
        /// With the priority that every program has.
        public var ordinary: [Double]
        /// With the media thread's real-time priority; empty where the system does not give it.
        public var realtime: [Double]
    }

    /// Both sleepers at once, each out of step with the other.
    /// - Parameter wakes: how often each is woken, every 5 ms
    public static func run(wakes: Int) -> Figures {
        let ordinary = Sleeper(wakes: wakes, isRealtime: false)
        let realtime = Sleeper(wakes: wakes, isRealtime: true)
        ordinary.start()
        realtime.start()
        return Figures(ordinary: ordinary.join(), realtime: realtime.join())
    }

    private final class Sleeper {
        private static let periodNs: Int64 = 5_000_000
        private let wakes: Int
        private let isRealtime: Bool
        private var lateness: [Double] = []
        private var thread: pthread_t?

        init(wakes: Int, isRealtime: Bool) {
            self.wakes = wakes
            self.isRealtime = isRealtime
            lateness.reserveCapacity(wakes)
        }

        func start() {
            var started = pthread_t()
            let code = pthread_create(
                &started, nil,
                { context in
                    if let context { Unmanaged<Sleeper>.fromOpaque(context).takeUnretainedValue().sleepAndWake() }
                    return nil
                }, Unmanaged.passUnretained(self).toOpaque())
            if code == 0 { thread = started }
        }

        func join() -> [Double] {
            if let thread { pthread_join(thread, nil) }
            return lateness
        }

        private func sleepAndWake() {
            if isRealtime {
                // As MediaThread asks for.
                var parameter = sched_param(sched_priority: 50)
                guard pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameter) == 0 else { return }
            }
            var due = clinux_monotonic_ns() + Self.periodNs / (isRealtime ? 2 : 1)
            for _ in 0..<wakes {
                clinux_sleep_until(due)
                let now = clinux_monotonic_ns()
                lateness.append(Double(now - due) / 1e6)
                // A machine that stood still has one wake that was late, not a row of them.
                due = max(due, now - Self.periodNs) + Self.periodNs
            }
        }
    }
}
