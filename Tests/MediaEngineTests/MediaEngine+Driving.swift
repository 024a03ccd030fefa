import MediaLink
import MediaTypes

@testable import MediaEngine

extension MediaEngine {
    /// The phases of a tick between its commands and its end, all on one thread.
    mutating func performPhases() {
        for item in 0..<itemCount(.listen) { perform(.listen, item) }
        mix()
        for item in 0..<itemCount(.encode) { perform(.encode, item) }
        for item in 0..<itemCount(.send) { perform(.send, item) }
    }
}

extension MediaEngine {
    /// Gives a leg an encoder of its own, if it has none, and keeps it from rejoining in this tick: what a box without classes would do.
    mutating func keepPrivate(_ id: LegID) {
        for at in 0..<legCount where legs[Int(occupied[at])].pointee.identity.id == id {
            let leg = legs[Int(occupied[at])]
            leg.pointee.waitsToRejoin = .zero
            guard !leg.pointee.hasOwnEncoder, let shared = classes[leg.pointee.classIndex] else { continue }
            leg.pointee.own.copy(from: shared.stream.pointee)
            leg.pointee.hasOwnEncoder = true
            classes[leg.pointee.classIndex]?.listenerCount -= 1
        }
    }
}
