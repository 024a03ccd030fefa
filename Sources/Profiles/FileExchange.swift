import Glibc

extension FileAccess {
    package static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// Puts a new text in the place of one that was read before, unless somebody else has changed the file since. Whole or not at all, as
    /// `replace`; what the file was allowed to whom stays, and a link to it stays a link.
    /// - Parameter old: as it was read; nil for a file that is not to be there yet
    /// - Throws: `changedMeanwhile`, `exists`, `inaccessible`; the file is then as it was
    static func exchange(_ path: String, old: [UInt8]?, for new: [UInt8]) throws(ProfileError) {
        let path = old == nil ? path : realPath(path)
        let slash = path.lastIndex(of: "/")
        let directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        // One command at a time: two of ours would take each other's draft away.
        let lock = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard lock >= 0 else { throw failure(directory, "cannot be written to") }
        defer { close(lock) }
        guard flock(lock, LOCK_EX) == 0 else { throw failure(directory, "cannot be locked") }
        var status = stat()
        let isThere = unsafe stat(path, &status) == 0
        try replace(name, in: directory, with: new, mode: isThere ? status.st_mode & 0o777 : 0o644) { () throws(ProfileError) in
            guard let old else {
                if exists(path) { throw .exists(file: path) }
                return
            }
            guard try read(path, limitBytes: max(old.count, YAMLSource.limitBytes)) == old else { throw .changedMeanwhile(file: path) }
        }
        guard isThere else { return }
        // Root changes files of others too, and they stay theirs; the mode is what umask has left of it.
        if geteuid() == 0 { _ = unsafe chown(path, status.st_uid, status.st_gid) }
        _ = unsafe chmod(path, status.st_mode & 0o777)
    }

    /// Where links lead; the path itself where that cannot be told.
    package static func realPath(_ path: String) -> String {
        guard let resolved = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }
}
