/// Why the media side of the box cannot start.
public enum MediaIOError: Error, Sendable, Equatable {
    /// Another program has this UDP port already.
    case portInUse(UInt16)
    /// This machine does not have the address.
    case addressNotHere
    /// Ports below 1024 need a permission.
    case notPermitted
    /// What the system call said, with errno.
    case system(call: StaticString, code: Int32)

    public static func == (a: MediaIOError, b: MediaIOError) -> Bool {
        switch (a, b) {
        case (.portInUse(let a), .portInUse(let b)): a == b
        case (.addressNotHere, .addressNotHere), (.notPermitted, .notPermitted): true
        case (.system(_, let a), .system(_, let b)): a == b
        default: false
        }
    }
}
