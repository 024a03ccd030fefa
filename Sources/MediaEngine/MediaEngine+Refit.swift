import MediaLink
import MediaTypes

/// Another codec, address, packet time or other keys for a leg that is there.
extension MediaEngine {
    /// Puts a leg that was built whole in the place of the one with the same ID.
    mutating func refit(_ new: UnsafeMutablePointer<Leg>, keepsKeys: Bool) {
        let id = new.pointee.identity.id
        guard let slot = slot(of: id), readdress(slot, new) else { return tell(.refitted(id, LegBox(new))) }
        let old = legs[slot]
        let keepsEncoder = new.pointee.spec.format == old.pointee.spec.format && new.pointee.key.packetFrames == old.pointee.key.packetFrames
            && new.pointee.direction.hears && old.pointee.direction.hears
        if keepsEncoder { takeEncoder(of: slot, into: &new.pointee.own) }
        leaveClass(slot)
        new.pointee.goOn(from: &old.pointee, keepsKeys: keepsKeys, at: now)
        legs.base[slot] = new
        if keepsEncoder {
            new.pointee.own.adjust(to: new.pointee.key.encoderSettings(settings))
            if new.pointee.room >= 0 { joinPrivately(slot) } else { new.pointee.hasOwnEncoder = true }
        } else if new.pointee.direction.hears {
            beginHearing(slot)
        }
        tell(.refitted(id, LegBox(old)))
    }

    /// Packets are to come from the new leg's address. Those of a mobile leg are learned and stay.
    /// - Returns: false when another leg has it
    private mutating func readdress(_ slot: Int, _ new: UnsafeMutablePointer<Leg>) -> Bool {
        let old = legs[slot]
        guard new.pointee.spec.isMobile == old.pointee.spec.isMobile else { return false }
        if old.pointee.spec.isMobile {
            new.pointee.paths = old.pointee.paths
            return true
        }
        if old.pointee.spec.port != nil || new.pointee.spec.port != nil {
            new.pointee.paths.isHeld = old.pointee.paths.isHeld
            return new.pointee.spec.port == old.pointee.spec.port
        }
        let (before, after) = (old.pointee.spec.source, new.pointee.spec.source)
        new.pointee.paths.isHeld = old.pointee.paths.isHeld
        guard before != after else { return true }
        guard addresses.leg(at: after) == nil else { return false }
        addresses.remove(before)
        addresses.insert(after, leg: slot)
        return true
    }
}

extension Leg {
    /// Takes over everything that does not hang on what has been negotiated anew.
    mutating func goOn(from old: inout Leg, keepsKeys: Bool, at now: MediaTime) {
        slot = old.slot
        place = old.place
        room = old.room
        roomPlace = old.roomPlace
        roomID = old.roomID
        isMoving = old.isMoving
        destination = old.destination
        key.room = old.key.room
        if keepsKeys { swap(&protection, &old.protection) }
        sequence = old.sequence
        sentPackets = old.sentPackets
        sentOctets = old.sentOctets
        counters = old.counters
        isSending = old.isSending && direction.hears
        swap(&hearing, &old.hearing)
        recorder = old.recorder
        reminder = old.reminder
        isMuted = old.isMuted
        handGain = old.handGain
        goOnAtPort(from: old)
        goOnSpeaking(from: &old, at: now)
    }

    /// Of the same codec the stream goes on; else what is heard of the old one fades out.
    private mutating func goOnSpeaking(from old: inout Leg, at now: MediaTime) {
        if spec.format == old.spec.format {
            swap(&inbound, &old.inbound)
            link = old.link
            key.lossTier = old.key.lossTier
            if direction == old.direction { presence = old.presence }
        } else if old.mixTo > 0 {
            old.recorder = nil
            old.listen(at: now)
            block.copy(from: old.block)
            owesTail = old.hasAudio
        }
        appliedGain = old.appliedGain
        mixFrom = old.mixFrom
        mixTo = old.mixTo
        recentEvents = old.recentEvents
        goOnListening(from: &old)
        voice = old.voice
        leveller = old.leveller
        #if !hasFeature(Embedded)
        swap(&denoiser, &old.denoiser)
        #endif
    }
}
