import CLinux
import Glibc

/// The place of an admin socket in the file system, held for one server.
///
/// A lock file beside the socket says whether a server lives: the system drops the lock with the process, also after
/// kill -9, so a socket file without a lock is left over and may be replaced.
public struct AdminSocketPath: ~Copyable, Sendable {
    public let path: String
    private let lock: Int32

    /// Makes the directory if need be (mode 0700), takes the lock, and removes what a dead server left.
    public init(claiming path: String) throws(AdminServerError) {
        guard path.utf8.count <= AdminLimits.pathBytes else { throw .pathTooLong(path) }
        let directory = AdminSocketPath.directory(of: path)
        try AdminSocketPath.prepare(directory)
        let lockPath = path + ".lock"
        let lock = unsafe open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard lock >= 0 else { throw .system("cannot open \(lockPath)", errno) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            close(lock)
            throw .alreadyRunning(path)
        }
        var status = stat()
        if unsafe lstat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFSOCK else {
                close(lock)
                throw .notASocket(path)
            }
            unsafe unlink(path)
        }
        self.path = path
        self.lock = lock
    }

    /// Lets only the owner connect; call once the socket is there.
    func restrict() throws(AdminServerError) {
        guard unsafe chmod(path, 0o600) == 0 else { throw .system("cannot set the mode of \(path)", errno) }
    }

    deinit {
        unsafe unlink(path)
        close(lock)
    }

    private static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func prepare(_ directory: String) throws(AdminServerError) {
        try make(directory)
        var status = stat()
        guard unsafe stat(directory, &status) == 0 else { throw .system("cannot look at the directory \(directory)", errno) }
        guard status.st_mode & 0o077 == 0, status.st_uid == geteuid() else { throw .openDirectory(directory) }
    }

    /// Makes a directory and those above it, for their owner only; one that exists is left as it is.
    private static func make(_ directory: String) throws(AdminServerError) {
        if unsafe mkdir(directory, 0o700) == 0 || errno == EEXIST { return }
        if errno == ENOENT, directory.contains("/") {
            try make(self.directory(of: directory))
            if unsafe mkdir(directory, 0o700) == 0 { return }
        }
        throw .system("cannot make the directory \(directory)", errno)
    }
}
