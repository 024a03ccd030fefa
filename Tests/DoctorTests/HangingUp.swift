import CLinux
import Foundation

/// A server at a socket of the file system that hangs up on the first who comes.
final class HangingUp {
    private let descriptor: Int32

    init?(path: String) {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let bound = withUnsafePointer(to: &address) { [descriptor] pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        guard bound == 0, listen(descriptor, 1) == 0 else { return nil }
        Thread.detachNewThread { [descriptor] in
            let caller = accept(descriptor, nil, nil)
            if caller >= 0 { close(caller) }
        }
    }

    deinit { close(descriptor) }
}
