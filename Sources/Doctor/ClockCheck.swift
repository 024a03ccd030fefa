import CClock

/// Whether somebody keeps the clock in step with the world's. Sound does not need that; certificates, log lines and registrations do.
struct ClockCheck {
    enum State: Equatable {
        /// The error is at most so large, as the kernel reckons.
        case inStep(largestErrorMs: Int)
        case alone
        /// As in some containers.
        case unknown
    }

    let state: State

    /// - Source: adjtimex(2)
    static var ofThisMachine: ClockCheck {
        var largestErrorUs = 0
        let state = cclock_state(&largestErrorUs)
        if state < 0 { return ClockCheck(state: .unknown) }
        return ClockCheck(state: state == TIME_ERROR ? .alone : .inStep(largestErrorMs: largestErrorUs / 1_000))
    }

    func finding() -> Finding {
        switch state {
        case .inStep(let largestErrorMs):
            .good(.clock, "the clock is kept in step, at most \(largestErrorMs) ms off")
        case .alone:
            .hint(
                .clock, "nobody keeps the clock in step: with a wrong one browsers refuse the certificate, and the box its provider's",
                remedy: "sudo timedatectl set-ntp true; in a virtual machine or container its host may keep the clock, then all is well")
        case .unknown:
            .hint(.clock, "the kernel does not say whether the clock is kept in step", remedy: "look at it from outside of the container: timedatectl")
        }
    }
}
