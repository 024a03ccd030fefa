import Glibc
import Profiles

extension Backup {
    /// The bytes of an archive.
    /// - Parameter path: `-` for the standard input
    /// - Throws: `notWritten` for what cannot be read, `tooLarge`
    public static func archive(_ path: String) throws(BackupError) -> [UInt8] {
        if path == "-" { return try standardInput() }
        do throws(ProfileError) { return try FileAccess.read(path, limitBytes: BackupLimits.totalBytes) } catch { throw .notWritten(error) }
    }

    private static func standardInput() throws(BackupError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe Glibc.read(STDIN_FILENO, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .notWritten(FileAccess.failure("the standard input", "cannot be read")) }
            if count == 0 { return bytes }
            bytes += chunk.prefix(count)
            guard bytes.count <= BackupLimits.totalBytes else { throw .tooLarge(what: "the standard input", limitBytes: BackupLimits.totalBytes) }
        }
    }

    /// Writes the archive, whole or not at all, readable to its owner only.
    /// - Throws: `exists` for a file that is there, unless it is to be replaced
    public func write(to path: String, replacing: Bool) throws(BackupError) {
        if !replacing, FileAccess.exists(path) { throw .exists(file: path) }
        let folder = BackupPlaces.folder(of: path)
        do throws(ProfileError) {
            try FileAccess.replace(String(path.split(separator: "/").last ?? ""), in: folder, with: bytes())
        } catch {
            throw .notWritten(error)
        }
    }
}
