import CLinux

/// What becomes of memory that is not used any more. The box is small, and other programs live on it: it goes back to the system.
enum FreedMemory {
    /// Keeps what the control side allocates together. By itself glibc gives every thread an arena of its own, and none of them is ever
    /// whole again: after a thousand calls the server was a quarter larger than before. Before any other thread starts.
    static func keepTogether() { mallopt(M_ARENA_MAX, 2) }

    /// Gives back what is free, twice a minute until the task is cancelled. It takes a millisecond or two, in which only threads that
    /// allocate wait: the media thread does not.
    static func giveBack() async throws {
        while true {
            try await Task.sleep(for: .seconds(30))
            malloc_trim(0)
        }
    }
}
