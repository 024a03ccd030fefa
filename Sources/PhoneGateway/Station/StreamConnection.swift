import MediaTypes
import NIOCore
import SIP

/// A connection by TCP or TLS.
struct StreamConnection {
    /// Nil while it is about to be made.
    var channel: (any Channel)?
    /// By the other side.
    let isAccepted: Bool
    var framer = StreamFramer()
    var isConnected: Bool
    /// Has said something that could be read.
    var hasSpoken = false
    /// When it began, or said something last.
    var heardAt: MediaTime
    /// What to send as soon as it is made.
    var waiting: [[UInt8]] = []
    var failure: ConnectionFailure?

    /// When it is looked after; nil for one that is being made, which has its own end.
    func deadline(_ limits: StationSettings.Limits) -> MediaTime? {
        guard isConnected else { return nil }
        // Who was called by us may let us speak first.
        guard hasSpoken || !isAccepted else { return heardAt + limits.patience }
        return framer.deadline ?? heardAt + limits.idle
    }
}
