import Codecs
import MediaLink
import MediaTypes
import MixKernels

/// The parts of a tick, in the order in which they are called. `MediaEngine.tick` calls them all on one thread.
extension MediaEngine {
    /// The tick begins; after this come commands, then the phases.
    public mutating func begin(at now: MediaTime) {
        self.now = now
        clock.index += 1
        outbox.reset()
        finishMoves()
        removeWhoIsGone()
    }

    /// How many items a phase has.
    public func itemCount(_ phase: TickPhase) -> Int { phase == .encode ? workCount : legCount }

    /// Works on one item. Different items of a phase can be worked on at the same time.
    public func perform(_ phase: TickPhase, _ item: Int) {
        switch phase {
        case .listen:
            legs[Int(occupied[item])].pointee.listen(at: now)
            legs[Int(occupied[item])].pointee.hear()
        case .encode: encode(work[item])
        case .send: send(legs[Int(occupied[item])])
        }
    }

    /// Between listening and encoding: talkers, sums, and who needs an encoder of its own.
    public mutating func mix() {
        load.talkers = 0
        for index in 0..<settings.maxRooms where rooms[index].id != nil {
            let most = rooms[index].mostTalkers
            rooms[index].chooseTalkers(legs, most: overload.degradation >= .capsTalkers ? max(most / 2, 1) : most)
            tellTalkers(rooms[index])
            rooms[index].mix(legs)
            tellAnnouncements(index)
            load.talkers += rooms[index].talkerCount
        }
        tellWhatWasHeard()
        tellCalls()
        planEncoding()
    }

    /// Whoever begins or ceases to be heard in this tick.
    private func tellTalkers(_ room: borrowing Room) {
        for index in 0..<room.memberCount {
            let leg = legs[room.member(index)]
            guard leg.pointee.mixFrom != leg.pointee.mixTo else { continue }
            _ = reports.pointee.insert(.talking(leg.pointee.identity.id, leg.pointee.mixTo > 0))
        }
    }

    private func encode(_ work: EncodeWork) {
        let lowered = overload.degradation >= .lowersComplexity
        work.stream.pointee.adjust(complexity: lowered ? settings.complexity / 2 : settings.complexity)
        var own: UnsafeBufferPointer<Float>?
        var gainFrom: Float = 0
        var gainTo: Float = 0
        if work.slot >= 0, legs[work.slot].pointee.isHeard {
            own = legs[work.slot].pointee.block.samples(settings.blockFrames)
            gainFrom = legs[work.slot].pointee.mixFrom
            gainTo = legs[work.slot].pointee.mixTo
        }
        let room = work.room
        var source = MixSource(total: room < 0 ? silence.samples(silence.count) : rooms[room].mixed, isSilent: room < 0 || rooms[room].isSilent,
                               own: own, gainFrom: gainFrom, gainTo: gainTo)
        if work.slot >= 0 { legs[work.slot].pointee.hearing.shape(&source) }
        work.stream.pointee.produce(source, redundancy: work.redundancy, payloadType: work.payloadType)
    }

    private func send(_ leg: UnsafeMutablePointer<Leg>) {
        if leg.pointee.hasOwnEncoder {
            leg.pointee.send(leg.pointee.own.due, clock: clock, into: outbox)
        } else if leg.pointee.classIndex >= 0, let shared = classes[leg.pointee.classIndex] {
            leg.pointee.send(shared.stream.pointee.due, clock: clock, into: outbox)
        }
        leg.pointee.sendReportIfDue(at: now, clock: clock, into: outbox)
    }

    /// The tick ends: reports to the control side.
    public mutating func finish() {
        payOwedReports()
        while owedCount == 0, departedCount > 0 {
            let leg = departed[departedCount - 1]
            guard reports.pointee.insert(.removed(leg.pointee.identity.id, LegBox(leg))) else { break }
            departedCount -= 1
        }
        reportQuarter()
        recoverIfEmpty()
    }

    /// An empty box is not overloaded, and soon sleeps: it has to be said now.
    private mutating func recoverIfEmpty() {
        guard isEmpty, overload.degradation != .none else { return }
        overload = OverloadGuard(period: settings.tick)
        reportLoad()
    }

    /// Every quarter of a second a quarter of the legs reports: often enough that no tick has much to write, seldom enough that the
    /// control side sleeps well.
    private mutating func reportQuarter() {
        let ticksPerQuarter = max(250_000_000 / settings.tick.nanoseconds, 1)
        guard clock.index % ticksPerQuarter == 0 else { return }
        let quarter = Int(clock.index / ticksPerQuarter % 4)
        var index = quarter
        while index < legCount {
            _ = reports.pointee.insert(.leg(legs[Int(occupied[index])].pointee.report(at: now)))
            index += 4
        }
        if quarter == 0 { reportLoad() }
    }

    /// Ticks that could not be made up for: time goes on without them.
    public mutating func skip(_ count: Int) {
        clock.index += Int64(count)
        load.missedTicks += count
    }

    /// The report of one leg as of this tick; nil when it is not there. For tools that look at every tick, on the thread that ticks.
    public func report(on id: LegID) -> LegReport? { slot(of: id).map { legs[$0].pointee.report(at: now) } }

    /// Tells how long the tick took, and how many ticks were missed since the last one.
    public mutating func note(duration: MediaTime, missed: Int) {
        overload.note(duration)
        load.ticks += 1
        load.missedTicks += missed
        load.longestTick = max(load.longestTick, duration)
        tickSum += duration
        ticksMeasured += 1
    }

    /// Datagrams that the system refused to take.
    public mutating func note(unsent: Int) { load.unsent += unsent }

    private mutating func reportLoad() {
        load.legs = legCount
        load.period = settings.tick
        load.degradation = overload.degradation
        load.meanTick = ticksMeasured > 0 ? tickSum / ticksMeasured : .zero
        load.encodeClasses = 0
        load.privateEncoders = 0
        for index in 0..<classLimit { if let shared = classes[index], shared.listenerCount > 0 { load.encodeClasses += 1 } }
        for index in 0..<legCount { if legs[Int(occupied[index])].pointee.hasOwnEncoder { load.privateEncoders += 1 } }
        _ = reports.pointee.insert(.load(load))
        load.longestTick = .zero
        tickSum = .zero
        ticksMeasured = 0
    }
}

extension Leg {
    func report(at now: MediaTime) -> LegReport {
        var report = LegReport(leg: identity.id, room: roomID)
        report.isTalking = mixTo > 0
        report.hasVoice = voice.isActive
        report.isMuted = isMuted
        report.level = Decibels(meanSquare: level.meanSquare)
        report.jitter = link.jitterTime
        report.bufferDelay = inbound.bufferDelay
        report.bufferTarget = inbound.target(at: now)
        report.concealedFrames = inbound.concealedFrames
        report.playedFrames = inbound.playedFrames
        report.encodeClass = hasOwnEncoder || classIndex < 0 ? nil : UInt16(truncatingIfNeeded: classIndex)
        report.remoteLossPercent = link.remoteLossPercent
        report.roundTrip = link.roundTrip
        report.silentFor = direction == .inactive ? .zero : presence.silence
        report.counters = counters
        report.counters.lost = link.lost
        report.counters.late = inbound.counters.late
        report.counters.duplicates = inbound.counters.duplicates
        report.counters.recoveredByRED = inbound.counters.recoveredByRED
        report.counters.recoveredByFEC = inbound.counters.recoveredByFEC
        report.counters.malformed += inbound.counters.malformed
        report.counters.unknownPayload += inbound.counters.unknownPayload
        return report
    }
}
