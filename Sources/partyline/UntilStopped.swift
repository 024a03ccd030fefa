import UnixSignals

/// Works until Ctrl-C or SIGTERM, then cancels the work and waits for it to clear up.
/// - Throws: what the work throws before that
/// - Parameter farewell: what is done after the signal while the work still goes on
func untilStopped(
    farewell: @escaping @Sendable () async -> Void = {}, _ work: @escaping @Sendable () async throws -> Void
) async throws {
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { for await _ in signals { return await farewell() } }
        group.addTask { try await work() }
        // Whichever ends first; the other one's end by cancellation is no failure.
        try await group.next()
        group.cancelAll()
    }
}
