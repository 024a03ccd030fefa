/// The bounds of the admin socket; all ours.
enum AdminLimits {
    /// The longest request in bytes, without its line end: a hundred times what any operation needs.
    static let lineBytes = 64 * 1024
    /// Objects and arrays inside each other; no operation has more than three.
    static let jsonDepth = 16
    /// Clients at once; each costs a descriptor and a buffer.
    static let clients = 64
    /// A unix socket's path in bytes (`sockaddr_un.sun_path` with its end).
    static let pathBytes = 107
}
