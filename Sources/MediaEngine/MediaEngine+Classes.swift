import Codecs
import MediaLink
import MediaTypes

/// Encode classes: who shares an encoder, who gets one of its own, and how legs change between them unheard.
extension MediaEngine {
    /// Puts a leg that hears into the class that fits it; makes the class where there is none.
    mutating func joinClass(_ slot: Int) {
        let leg = legs[slot]
        let index = classIndex(leg.pointee.key) ?? makeClass(slot)
        leg.pointee.classIndex = index
        leg.pointee.hasOwnEncoder = false
        // An encoder that nobody has heard for a while would begin with what was said then.
        if let idle = classes[index], idle.listenerCount == 0 { begin(idle.stream, idle.key) }
        classes[index]?.memberCount += 1
        classes[index]?.listenerCount += 1
    }

    private func begin(_ stream: UnsafeMutablePointer<OutputStream>, _ key: ClassKey) {
        let blocks = Int64(key.packetFrames / settings.blockFrames)
        let elapsed = ((clock.index - 1) % blocks + blocks) % blocks
        stream.pointee.begin(key.encoderSettings(settings), elapsedBlocks: Int(elapsed))
    }

    private func classIndex(_ key: ClassKey) -> Int? {
        for index in 0..<classLimit where classes[index]?.key == key { return index }
        return nil
    }

    private mutating func makeClass(_ slot: Int) -> Int {
        var index = 0
        while classes[index] != nil { index += 1 }
        classLimit = max(classLimit, index + 1)
        classes[index] = EncodeClass(key: legs[slot].pointee.key, lender: slot, stream: lentStream(of: slot))
        return index
    }

    /// The leg stays where it is in memory as long as the engine has it, so a pointer into it stays good.
    private func lentStream(of slot: Int) -> UnsafeMutablePointer<OutputStream> { pointer(to: &legs[slot].pointee.lent) }
    private func ownStream(of slot: Int) -> UnsafeMutablePointer<OutputStream> { pointer(to: &legs[slot].pointee.own) }
    private func pointer(to stream: inout OutputStream) -> UnsafeMutablePointer<OutputStream> { withUnsafeMutablePointer(to: &stream) { $0 } }

    mutating func leaveClass(_ slot: Int) {
        let leg = legs[slot]
        let index = leg.pointee.classIndex
        guard index >= 0, let left = classes[index] else { return }
        if !leg.pointee.hasOwnEncoder { classes[index]?.listenerCount -= 1 }
        classes[index]?.memberCount -= 1
        leg.pointee.classIndex = -1
        leg.pointee.hasOwnEncoder = false
        if left.memberCount == 1 {
            classes[index] = nil
            while classLimit > 0, classes[classLimit - 1] == nil { classLimit -= 1 }
        } else if left.lender == slot {
            lendAgain(index, left)
        }
    }

    /// The lender leaves: another member's memory takes the encoder over, as it stands.
    private mutating func lendAgain(_ index: Int, _ left: EncodeClass) {
        for at in 0..<legCount where legs[Int(occupied[at])].pointee.classIndex == index {
            let slot = Int(occupied[at])
            let stream = lentStream(of: slot)
            stream.pointee.copy(from: left.stream.pointee)
            classes[index]?.lender = slot
            classes[index]?.stream = stream
            return
        }
    }

    /// Decides for every leg which encoder it hears in this tick, and lists the encoders that have work.
    mutating func planEncoding() {
        workCount = 0
        for at in 0..<legCount {
            let slot = Int(occupied[at])
            let leg = legs[slot]
            guard leg.pointee.classIndex >= 0 else {
                if leg.pointee.hasOwnEncoder { plan(slot) }
                continue
            }
            if leg.pointee.link.lossTier != leg.pointee.key.lossTier, leg.pointee.spec.format.kind == .opus { changeTier(slot) }
            if leg.pointee.isHeard || leg.pointee.hearing.isPrivate {
                if !leg.pointee.hasOwnEncoder { fork(slot) }
                leg.pointee.waitsToRejoin = .zero
            } else if leg.pointee.hasOwnEncoder {
                rejoinIfUnheard(slot)
                if leg.pointee.hasOwnEncoder { rooms[leg.pointee.room].noteWaiting() }
            }
            if leg.pointee.hasOwnEncoder { plan(slot) }
        }
        for index in 0..<classLimit {
            guard let shared = classes[index], shared.listenerCount > 0 else { continue }
            let key = shared.key
            work[workCount] = EncodeWork(stream: shared.stream, room: key.room, slot: -1, redundancy: key.redundancy, payloadType: key.payloadType)
            workCount += 1
        }
    }

    /// This leg's own encoder has work.
    private mutating func plan(_ slot: Int) {
        let key = legs[slot].pointee.key
        work[workCount] = EncodeWork(stream: ownStream(of: slot), room: key.room, slot: slot, redundancy: key.redundancy, payloadType: key.payloadType)
        workCount += 1
    }

    /// From the class to an encoder of its own that goes on exactly where the class's stands.
    private mutating func fork(_ slot: Int) {
        let leg = legs[slot]
        guard let shared = classes[leg.pointee.classIndex] else { return }
        leg.pointee.own.copy(from: shared.stream.pointee)
        leg.pointee.hasOwnEncoder = true
        leg.pointee.waitsToRejoin = .zero
        classes[leg.pointee.classIndex]?.listenerCount -= 1
    }

    /// Back to the class: at once when nobody hears it, else at a frame so quiet that the change of encoders is not heard.
    /// In a crowded room a less quiet frame must do, and nobody waits long.
    private mutating func rejoinIfUnheard(_ slot: Int) {
        let leg = legs[slot]
        guard let shared = classes[leg.pointee.classIndex] else { return }
        // The limiter still holds the end of the last block that this leg was taken out of.
        leg.pointee.waitsToRejoin += settings.tick
        guard leg.pointee.waitsToRejoin > settings.tick else { return }
        if shared.listenerCount == 0 {
            guard leg.pointee.waitsToRejoin > settings.tick + leg.pointee.spec.packetTime * Chosen.packetsUntilShared else { return }
            shared.stream.pointee.copy(from: leg.pointee.own)
        } else {
            let waited = leg.pointee.waitsToRejoin
            let isCrowded = rooms[leg.pointee.room].isCrowded
            let quiet = isCrowded || waited > Chosen.rejoinPatience ? Chosen.lessQuietFrame : Chosen.quietFrame
            guard leg.pointee.own.isAtPacketBorder, shared.stream.pointee.isAtPacketBorder else { return }
            let isQuiet = leg.pointee.own.packetMeanSquare < quiet.power && shared.stream.pointee.packetMeanSquare < quiet.power
            guard isQuiet || waited > (isCrowded ? Chosen.rejoinPatience : Chosen.rejoinDeadline) else { return }
        }
        leg.pointee.hasOwnEncoder = false
        classes[leg.pointee.classIndex]?.listenerCount += 1
    }

    /// The link has become better or worse: the leg goes on alone with the other protection, and joins the other class when it can.
    private mutating func changeTier(_ slot: Int) {
        let leg = legs[slot]
        if !leg.pointee.hasOwnEncoder { fork(slot) }
        leaveClass(slot)
        leg.pointee.key.lossTier = leg.pointee.link.lossTier
        leg.pointee.own.adjust(to: leg.pointee.key.encoderSettings(settings))
        joinPrivately(slot)
    }

    /// Into the class that fits, with an encoder of its own that goes on, until nobody hears the change.
    mutating func joinPrivately(_ slot: Int) {
        let leg = legs[slot]
        let index = classIndex(leg.pointee.key) ?? makeClass(slot)
        leg.pointee.classIndex = index
        leg.pointee.hasOwnEncoder = true
        leg.pointee.waitsToRejoin = .zero
        classes[index]?.memberCount += 1
    }

    /// An encoder of its own, and no class: for a leg apart.
    mutating func beginPrivately(_ slot: Int) {
        legs[slot].pointee.hasOwnEncoder = true
        legs[slot].pointee.waitsToRejoin = .zero
        begin(ownStream(of: slot), legs[slot].pointee.key)
    }

    /// The encoder that a leg hears goes on as its own, whether it was a class's or not.
    func takeEncoder(of slot: Int, into own: inout OutputStream) {
        let leg = legs[slot]
        if leg.pointee.hasOwnEncoder {
            own.copy(from: leg.pointee.own)
        } else if leg.pointee.classIndex >= 0, let shared = classes[leg.pointee.classIndex] {
            own.copy(from: shared.stream.pointee)
        }
    }
}
