import Glibc

/// The system's user that an installed server runs as. What root makes for that server has to belong to it.
enum ServiceUser {
    private static let name = "partyline"

    /// Gives files and folders to that user; nothing happens where there is none, or where we are not root.
    /// - Throws: `ServiceUserError`, naming what could not be given
    static func own(_ paths: [String]) throws(ServiceUserError) {
        guard geteuid() == 0, let user = getpwnam(name) else { return }
        for path in paths where lchown(path, user.pointee.pw_uid, user.pointee.pw_gid) != 0 {
            throw ServiceUserError(description: "\(path): cannot be given to the user \(name): \(String(cString: strerror(errno))); try chown \(name) \(path)")
        }
    }
}

struct ServiceUserError: Error, CustomStringConvertible {
    let description: String
}
