import Glibc

/// Reads and writes small files whole.
package enum FileAccess {
    /// The bytes of a regular file.
    /// - Parameter isSecret: refuse a file that everybody on this machine can read or change
    /// - Throws: `inaccessible`, `tooLarge`; a pipe or device is refused without waiting for it
    package static func read(_ path: String, limitBytes: Int, isSecret: Bool = false) throws(ProfileError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, "cannot be read") }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw failure(path, "cannot be read") }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .inaccessible(file: path, reason: "is not a file") }
        guard !isSecret || status.st_mode & (S_IROTH | S_IWOTH) == 0 else {
            throw .inaccessible(file: path, reason: "holds a secret that everybody on this machine can read: chmod 600 \(path)")
        }
        var bytes = [UInt8](repeating: 0, count: limitBytes + 1)
        var count = 0
        while count < bytes.count {
            let got = unsafe bytes.withUnsafeMutableBytes { space in
                unsafe Glibc.read(descriptor, space.baseAddress.map { unsafe $0 + count }, space.count - count)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw failure(path, "cannot be read") }
            if got == 0 { break }
            count += got
        }
        guard count <= limitBytes else { throw .tooLarge(file: path, limitBytes: limitBytes) }
        return Array(bytes.prefix(count))
    }

    /// Puts a file in place whole or not at all, also when we are killed or the power fails: written beside it, synced, renamed,
    /// folder synced.
    /// - Parameters:
    ///   - mode: who may read it; its owner only, if nobody says otherwise
    ///   - check: the last chance to throw, after everything is written and before it counts
    package static func replace(
        _ name: String, in directory: String, with bytes: [UInt8], mode: mode_t = 0o600, check: () throws(ProfileError) -> Void = {}
    ) throws(ProfileError) {
        let path = "\(directory)/\(name)"
        let draft = "\(directory)/.\(name).draft"
        // A draft that a killed run has left; a new file, so that nobody who holds the old one reads ours.
        unsafe unlink(draft)
        let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw failure(draft, "cannot be written") }
        let problem = write(bytes, to: descriptor) && fsync(descriptor) == 0 ? nil : failure(draft, "cannot be written")
        let isClosed = close(descriptor) == 0
        if let problem = problem ?? (isClosed ? nil : failure(draft, "cannot be written")) {
            unsafe unlink(draft)
            throw problem
        }
        do throws(ProfileError) { try check() } catch {
            unsafe unlink(draft)
            throw error
        }
        guard unsafe rename(draft, path) == 0 else {
            let problem = failure(path, "cannot be replaced")
            unsafe unlink(draft)
            throw problem
        }
        try sync(directory)
    }

    /// - Returns: false if there was no such file
    static func remove(_ name: String, in directory: String) throws(ProfileError) -> Bool {
        guard unsafe unlink("\(directory)/\(name)") == 0 else {
            if errno == ENOENT { return false }
            throw failure("\(directory)/\(name)", "cannot be removed")
        }
        try sync(directory)
        return true
    }

    /// Makes a folder and those above it; one that exists is left as it is.
    /// - Parameter mode: who may look into it; its owner only, if nobody says otherwise
    package static func makeDirectory(_ path: String, mode: mode_t = 0o700) throws(ProfileError) {
        var prefix = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            prefix += (prefix.isEmpty || prefix.hasSuffix("/") ? "" : "/") + part
            if unsafe mkdir(prefix, mode) != 0, errno != EEXIST, errno != EISDIR { throw failure(prefix, "cannot be made") }
        }
    }

    /// The names in a folder, sorted; nil if there is no such folder.
    package static func names(in directory: String) throws(ProfileError) -> [String]? {
        guard let stream = unsafe opendir(directory) else {
            if errno == ENOENT { return nil }
            throw failure(directory, "cannot be read")
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            names.append(name)
        }
        return names.sorted()
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    package static func sync(_ directory: String) throws(ProfileError) {
        let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(directory, "cannot be synced") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(directory, "cannot be synced") }
    }

    /// Call at once after what failed: reads errno.
    package static func failure(_ path: String, _ what: String) -> ProfileError {
        let number = errno
        let reason = unsafe String(cString: strerror(number))
        return .inaccessible(file: path, reason: "\(what): \(reason)" + (remedy(number).map { ": \($0)" } ?? ""))
    }

    private static func remedy(_ number: Int32) -> String? {
        switch number {
        case ENOSPC, EDQUOT: "free some space on that disk (df -h)"
        case EROFS: "the disk is mounted read-only, which after an error may mean that it is broken (dmesg)"
        case EACCES, EPERM: "do it as the user whom it belongs to, or with sudo"
        case ENOENT: "look at how it is written"
        default: nil
        }
    }
}
