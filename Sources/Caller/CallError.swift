import Glibc

/// Why a call cannot be made or does not go on, in words for whoever asked for it.
public enum CallError: Error, Sendable, Equatable {
    /// The codec cannot send packets of that length.
    case impossible(codec: String, packetTime: String)
    case overwrites(String)
    case tooManySockets(Int)
    case noAddress(String)
    /// What could not be done, and the errno.
    case system(String, Int32)
    /// The server's answer holds keys or numbers that cannot be.
    case strangeAnswer
    case endedByServer(seconds: Double)
}

extension CallError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .impossible(let codec, let packetTime):
            "\(codec) cannot send packets of \(packetTime); 20ms, 40ms and 60ms are right with every codec"
        case .overwrites(let path): "\(path) is what is played and would be overwritten; name another file with --record"
        case .tooManySockets(let count): "the system does not allow \(count) sockets; ask for fewer participants, or see: ulimit -n"
        case .noAddress(let address): "this machine does not have the server's address \(address); call from the machine it runs on"
        case .system(let what, let code): "\(what): \(String(cString: strerror(code)))"
        case .strangeAnswer: "the server's answer cannot be used; are server and command of the same version?"
        case .endedByServer(let seconds): "the server ended the call after \(Int(seconds.rounded())) s"
        }
    }
}
