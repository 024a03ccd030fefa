import CLinux

/// Whether the system would give the media thread its priority.
public enum RealtimeTrial {
    /// Tried in a thread that ends at once, so that nobody keeps the priority.
    public static func isGranted() -> Bool {
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, { _ in MediaThread.preferRealtime() ? UnsafeMutableRawPointer(bitPattern: 1) : nil }, nil)
        guard code == 0 else { return false }
        var answer: UnsafeMutableRawPointer?
        pthread_join(thread, &answer)
        return answer != nil
    }
}
