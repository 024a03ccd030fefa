import Codecs
import MediaLink
import MediaTypes

/// Another profile while everybody goes on talking: it is taken over between two ticks, and nothing that is heard makes a step.
///
/// Talkers that are too many fade out over a block, as always; the leveller glides to its new target, or back to nothing; jitter buffers
/// stretch and shrink as they do when the path changes; encoders are given another complexity and another protection, and go on.
/// - Realtime: no allocation; O(legs)
extension MediaEngine {
    /// Takes over what can change while running. The mix rate, the tick and the pools stay as they were made; what concerns the making of
    /// legs and encoders counts for those to come.
    mutating func tune(_ new: MediaSettings) {
        let made = settings
        settings = new
        settings.mixRate = made.mixRate
        settings.tick = made.tick
        settings.maxLegs = made.maxLegs
        settings.maxRooms = made.maxRooms
        for index in 0..<legCount { tune(legs[Int(occupied[index])]) }
        for index in 0..<classLimit {
            guard let shared = classes[index], shared.key.format.kind == .opus else { continue }
            shared.stream.pointee.adjust(to: shared.key.encoderSettings(settings))
        }
    }

    private func tune(_ leg: UnsafeMutablePointer<Leg>) {
        leg.pointee.voice.hangover = settings.hangover
        leg.pointee.tuneLeveller(settings)
        leg.pointee.inbound.bounds.tune(settings)
        if leg.pointee.hasOwnEncoder, leg.pointee.spec.format.kind == .opus {
            leg.pointee.own.adjust(to: leg.pointee.key.encoderSettings(settings))
        }
        let room = leg.pointee.room
        if room >= 0 { rooms[room].mostTalkers = min(leg.pointee.spec.talkers ?? settings.talkers, settings.maxLegs) }
    }
}

extension Leg {
    /// A leveller that is switched off glides back to nothing: to leave it out at once would be a step of up to 12 dB.
    fileprivate mutating func tuneLeveller(_ settings: borrowing MediaSettings) {
        if leveller != nil {
            leveller?.tune(target: settings.speechLevel, most: settings.maxLevellerGain)
        } else if let target = settings.speechLevel {
            leveller = Leveller(target: target, most: settings.maxLevellerGain, tick: settings.tick)
        }
    }
}
