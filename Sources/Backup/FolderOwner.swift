import CFileUser
import Glibc
import Profiles

/// Root writes as whoever owns the folder: rooms stay the server's, whose user could otherwise not read them; and no link that this user
/// has laid can lead root to a file that is not the user's.
enum FolderOwner {
    /// Of this thread alone, and for files alone: `setfsuid` takes root's rights over files away, too (capabilities(7)).
    /// - Parameter path: of the file that is written; the first folder or link on the way to it that is not root's says who it is
    static func acting<Result>(for path: String, _ body: () throws(ProfileError) -> Result) throws(ProfileError) -> Result {
        guard geteuid() == 0, let owner = owner(of: path) else { return try body() }
        // The group first, while that is still allowed; and back in the other order.
        setfsgid(owner.group)
        setfsuid(owner.user)
        defer {
            setfsuid(0)
            setfsgid(0)
        }
        // Neither says whether it has worked, but by what it was before.
        guard setfsuid(owner.user) == owner.user, setfsgid(owner.group) == owner.group else {
            throw FileAccess.failure(path, "cannot be written as its owner")
        }
        return try body()
    }

    /// Nil where all is root's.
    private static func owner(of path: String) -> (user: uid_t, group: gid_t)? {
        var prefix = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/").dropLast() {
            prefix += (prefix.isEmpty || prefix.hasSuffix("/") ? "" : "/") + part
            var status = stat()
            guard unsafe lstat(prefix, &status) == 0 else { return nil }
            if status.st_uid != 0 { return (status.st_uid, status.st_gid) }
        }
        return nil
    }
}
