import Glibc

/// Whether a folder of the server's can be written, and has space.
struct DiskCheck {
    let folder: String
    /// What in partyline.yaml names it.
    let key: String

    /// Ours. A room is a small file; what fills a disk is something else, which goes on.
    private static let (littleMB, leastMB) = (200, 20)

    func finding() -> Finding {
        guard let place = nearestFolder else { return refusal("no folder above it is there") }
        let code = place == folder ? writing(in: place) : access(place, W_OK | X_OK) == 0 ? 0 : errno
        if code == ENOSPC { return spaceFinding(freeMB: 0) }
        if code != 0 { return refusal(String(cString: strerror(code))) }
        var space = statvfs()
        guard statvfs(place, &space) == 0 else { return refusal(String(cString: strerror(errno))) }
        // Some file systems do not count their files.
        guard space.f_files == 0 || space.f_favail > 0 else {
            return .problem(.disk, "no further file fits on the disk of \(folder)", remedy: "remove files there: df -i \(place)")
        }
        return spaceFinding(freeMB: Int(clamping: UInt64(space.f_bavail) * UInt64(space.f_frsize) / 1_000_000))
    }

    func spaceFinding(freeMB: Int) -> Finding {
        let found = "\(key) \(folder) has \(freeMB) MB free"
        if freeMB < Self.leastMB { return .problem(.disk, "\(found): soon no room can be kept", remedy: "make space: df -h \(folder)") }
        if freeMB < Self.littleMB { return .hint(.disk, found, remedy: "see what fills the disk: df -h \(folder)") }
        return .good(.disk, "\(key) \(folder) can be written, and has \(freeMB >= 10_000 ? "\(freeMB / 1_000) GB" : "\(freeMB) MB") free")
    }

    private func refusal(_ reason: String) -> Finding {
        .problem(.disk, "\(key) \(folder) cannot be written: \(reason)", remedy: "give it to the user who runs partyline, or set \(key) in partyline.yaml")
    }

    /// The folder, or where the server would make it; nil where something else is in the way.
    private var nearestFolder: String? {
        var path = folder
        while true {
            var status = stat()
            if stat(path.isEmpty ? "/" : path, &status) == 0 {
                return status.st_mode & S_IFMT == S_IFDIR ? (path.isEmpty ? "/" : path) : nil
            }
            guard errno == ENOENT, let slash = path.lastIndex(of: "/") else { return nil }
            path = String(path[..<slash])
        }
    }

    /// Root may write everywhere but on a disk that is full or read-only, so it is tried. Nothing is left behind.
    /// - Returns: 0 or errno
    private func writing(in place: String) -> Int32 {
        let draft = "\(place)/.doctor.draft"
        unlink(draft)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return errno }
        defer {
            close(descriptor)
            unlink(draft)
        }
        let block = [UInt8](repeating: 0, count: 4_096)
        let count = write(descriptor, block, block.count)
        return count < 0 ? errno : count < block.count ? ENOSPC : 0
    }
}
