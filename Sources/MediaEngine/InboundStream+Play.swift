import Codecs
import MediaLink
import MediaTypes
import MixKernels

/// Playing: one block a tick, whatever has arrived.
extension InboundStream {
    /// Writes the next block.
    /// - Returns: false when there is nothing to play; then nothing was decoded and `block` is as it was
    mutating func take(into block: borrowing AudioBuffer, at now: MediaTime) -> Bool {
        let target = target(at: now)
        var steps = 0
        while queue.count < blockFrames {
            steps += 1
            // A block has at most eight packets of 2.5 ms; a few more may be given up on the way.
            guard steps <= 64, step(now, target) else { break }
        }
        if state == .playing { adjust(now, target) }
        guard queue.count > 0 else { return false }
        let count = min(queue.count, blockFrames)
        var output = block.mutableSamples(blockFrames).mutableSpan
        Kernels.copy(UnsafeBufferPointer(rebasing: queue.samples[..<count]).span, into: &output)
        if count < blockFrames { (block.base + count).update(repeating: 0, count: blockFrames - count) }
        queue.remove(count)
        playedFrames += blockFrames
        return true
    }

    private func slack(_ timestamp: Int64, _ now: MediaTime) -> MediaTime { now - time(timestamp) - delay.base }

    /// Adds something to the queue.
    /// - Returns: false when there is nothing to add this tick
    private mutating func step(_ now: MediaTime, _ target: MediaTime) -> Bool {
        guard let packet = store.first(from: lastSequence + 1, through: newestSequence) else {
            return state == .playing && concealMissing(now)
        }
        if state == .waiting { return resume(with: packet, now, target) }
        if packet.timestamp <= nextTimestamp {
            slack = slack(packet.timestamp, now)
            // More delay than the profile allows, and more audio waiting behind: let this one go.
            if slack > bounds.most, store.first(from: packet.sequence + 1, through: newestSequence) != nil {
                giveUp(packet)
                return true
            }
            return play(packet, now)
        }
        if packet.sequence == lastSequence + 1 {
            // Nothing was lost: the sender paused.
            lastPause = now
            state = .waiting
            return resume(with: packet, now, target)
        }
        return bridge(to: packet, now, target)
    }

    /// Begins again after a pause, when the packet has waited long enough.
    private mutating func resume(with first: StoredPacket, _ now: MediaTime, _ target: MediaTime) -> Bool {
        let tick = MediaTime.frames(blockFrames, sampleRate: mixRate)
        let packetTime = time(Int64(decoder.clockTicks(of: store.payload(first).bytes) ?? packetTicks))
        // Of several short packets in a block, the last must have waited long enough.
        let needed = target + max(tick - packetTime, .zero)
        guard slack(first.timestamp, now) >= needed else { return false }
        var packet = first
        // What has waited longer than it must is let go: nothing is playing that would be torn. But no onset is lost to the grid of ticks.
        while slack(packet.timestamp, now) >= needed + tick, let next = store.first(from: packet.sequence + 1, through: newestSequence),
            slack(next.timestamp, now) >= needed {
            giveUp(packet)
            packet = next
        }
        state = .playing
        borrowed = 0
        slack = slack(packet.timestamp, now)
        return play(packet, now)
    }

    private mutating func giveUp(_ packet: StoredPacket) {
        lastSequence = packet.sequence
        nextTimestamp = packet.timestamp + Int64(packetTicks)
    }

    private mutating func play(_ packet: StoredPacket, _ now: MediaTime) -> Bool {
        let payload = store.payload(packet)
        lastSequence = packet.sequence
        borrowed = 0
        guard let frameCount = decoder.frameCount(of: payload.bytes), let ticks = decoder.clockTicks(of: payload.bytes) else { return true }
        var space = queue.reserve(frameCount).mutableSpan
        let written = decoder.decode(payload.bytes, into: &space)
        if written == 0 { counters.malformed += 1 }
        queue.commit(written)
        nextTimestamp = packet.timestamp + Int64(ticks)
        packetTicks = ticks
        if packet.isCopy {
            counters.recoveredByRED += 1
            lastLoss = now
        }
        isQuiet = format.kind == .opus && payload.count <= 2
        return true
    }

    /// A packet is missing and later ones are there.
    private mutating func bridge(to packet: StoredPacket, _ now: MediaTime, _ target: MediaTime) -> Bool {
        let gap = Int(packet.timestamp - nextTimestamp)
        let payload = store.payload(packet)
        let hasCopy = decoder.carriesRecovery(payload.bytes)
        let isShort = slack(nextTimestamp, now) < target
        lastLoss = now
        if hasCopy { lastRecovery = now }
        if gap > format.clockRate / 8 {
            nextTimestamp = packet.timestamp
            borrowed = 0
            if time(Int64(gap)) > Chosen.longestConcealment { state = .waiting }
            return true
        }
        if hasCopy, borrowed == 0 || isShort {
            var space = queue.reserve(frames(ticks: gap)).mutableSpan
            let written = decoder.recover(from: payload.bytes, frameCount: space.count, into: &space)
            if written > 0 {
                queue.commit(written)
                counters.recoveredByFEC += 1
                concealedFrames += max(written - frames(ticks: packetTicks), 0)
                nextTimestamp = packet.timestamp
                borrowed = 0
                return true
            }
        }
        if borrowed > 0 {
            let paid = min(borrowed, gap)
            nextTimestamp += Int64(paid)
            borrowed -= paid
            if nextTimestamp == packet.timestamp { borrowed = 0 }
            return true
        }
        // It may only be late: then to conceal is also to gain time for it.
        if isShort { return concealMissing(now) }
        nextTimestamp += Int64(ticks(frames: conceal(min(frames(ticks: gap), blockFrames))))
        return true
    }

    /// Nothing is there: conceals while waiting, and gives up after a while. A sender known to pause is most likely pausing again, and
    /// what could not be heard needs no continuation.
    private mutating func concealMissing(_ now: MediaTime) -> Bool {
        let longest = now - lastPause < .seconds(10) ? Chosen.longestConcealmentOfPauses : Chosen.longestConcealment
        if isQuiet || isInaudible || time(Int64(borrowed)) >= longest {
            state = .waiting
            borrowed = 0
            return false
        }
        let written = conceal(blockFrames)
        borrowed += ticks(frames: written)
        return written > 0
    }

    private mutating func conceal(_ frameCount: Int) -> Int {
        // libopus conceals in steps of 2.5 ms; a shorter rest is rounded up.
        let step = mixRate / 400
        var space = queue.reserve((frameCount + step - 1) / step * step).mutableSpan
        let written = decoder.conceal(frameCount: space.count, into: &space)
        queue.commit(written)
        concealedFrames += written
        return written
    }

    /// Takes a pitch period out when the slack is larger than needed, puts one in when it is smaller.
    private mutating func adjust(_ now: MediaTime, _ target: MediaTime) {
        let excess = slack - target
        let isUrgent = excess > .milliseconds(60)
        guard now - lastStretch >= .milliseconds(isUrgent ? 40 : 100) else { return }
        // Far too long: then also where the periods do not quite match. Where there is no voice nothing can be torn.
        let leastCorrelation: Float = isVoice ? (isUrgent ? 0.3 : 0.8) : -1
        if excess > .milliseconds(20) {
            if queue.count < stretch.inputFrames { playAhead(now) }
            guard queue.count >= stretch.inputFrames else { return }
            var output = stretched.mutableSamples(stretched.count).mutableSpan
            replaceQueue(stretch.accelerate(queue.samples.span, into: &output, leastCorrelation: leastCorrelation), now)
        } else if excess < .milliseconds(-5), queue.count >= stretch.inputFrames, queue.count + stretch.longestChange <= queue.capacity {
            var output = stretched.mutableSamples(stretched.count).mutableSpan
            replaceQueue(stretch.expand(queue.samples.span, into: &output, leastCorrelation: leastCorrelation), now)
        }
    }

    /// Decodes the packet after this one, where it is there and follows without a gap.
    private mutating func playAhead(_ now: MediaTime) {
        guard let next = store.packet(lastSequence + 1), next.timestamp == nextTimestamp, queue.freeCount >= mixRate * 120 / 1_000 else { return }
        _ = play(next, now)
    }

    private mutating func replaceQueue(_ count: Int, _ now: MediaTime) {
        let change = count - queue.count
        guard change != 0, count > 0 else { return }
        queue.clear()
        _ = queue.append(stretched.samples(count))
        slack += .frames(change, sampleRate: mixRate)
        lastStretch = now
    }
}
