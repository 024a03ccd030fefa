import CForgetting
import CLinux
import NIOPosix

/// What becomes of memory that is not used any more: it goes back to the system, since the box is small and other programs live on it, and it
/// is empty before, since names, numbers and addresses were in it. `Tools/privacy-check` looks whether that is so.
///
/// The heap needs nothing here: to have CForgetting in the program is enough.
enum FreedMemory {
    /// Keeps what the control side allocates together. By itself glibc gives every thread an arena of its own, and none of them is ever
    /// whole again: after a thousand calls the server was a quarter larger than before. Before any other thread starts.
    static func keepTogether() { mallopt(M_ARENA_MAX, 2) }

    /// Writes no core image when the program crashes, whatever the user who started it would have: all that is said in the rooms is in it.
    static func stayInMemory() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    }

    /// Gives back what is free, and empties the stacks, three times a minute until the task is cancelled. It takes a millisecond or two, in
    /// which only threads that allocate wait: the media thread does not.
    static func giveBack() async throws {
        while true {
            try await Task.sleep(for: .seconds(20))
            malloc_trim(0)
            // First the threads of sockets: what stands in their registers when they are interrupted would come on their stacks.
            for loop in MultiThreadedEventLoopGroup.singleton.makeIterator() { loop.execute { forget_registers() } }
            try await Task.sleep(for: .milliseconds(200))
            forget_stacks()
        }
    }
}
