import Glibc

/// A file that is read from front to back.
package final class InputFile {
    package let path: String
    private let descriptor: Int32

    /// - Throws: `missing`, `inaccessible`; a folder, pipe or device is refused without waiting for it
    package init(_ path: String) throws(AudioFileError) {
        let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw errno == ENOENT ? .missing(file: path) : .inaccessible(file: path, reason: "cannot be read: \(systemReason())")
        }
        self.descriptor = descriptor
        self.path = path
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .inaccessible(file: path, reason: "cannot be read: \(systemReason())") }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .inaccessible(file: path, reason: "is not a file") }
    }

    deinit { close(descriptor) }

    /// The next bytes; fewer than asked for only at the end of the file.
    package func read(_ count: Int) throws(AudioFileError) -> [UInt8] {
        var failed = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { space, filled in
            while filled < count, let base = space.baseAddress {
                let got = unsafe Glibc.read(descriptor, base + filled, count - filled)
                if got < 0, errno == EINTR { continue }
                failed = got < 0
                if got <= 0 { break }
                filled += got
            }
        }
        if failed { throw .inaccessible(file: path, reason: "cannot be read: \(systemReason())") }
        return bytes
    }

    func skip(_ count: Int) throws(AudioFileError) {
        guard lseek(descriptor, off_t(count), SEEK_CUR) >= 0 else {
            throw .inaccessible(file: path, reason: "cannot be read: \(systemReason())")
        }
    }
}

/// The system's word for what has just failed: reads errno, so it is called at once.
func systemReason() -> String { unsafe String(cString: strerror(errno)) }
