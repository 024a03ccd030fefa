import AdminAPI
import AudioFiles
import CLinux
import Codecs
import Conference
import MediaTypes
import Synchronization

/// Participants of our own who join a running server over real UDP, play a clip, and record what they hear.
///
/// 1. `init` reads and encodes the clip: what is wrong with it is said before anybody is called;
/// 2. `conduct` asks the server to admit the participants,
/// 3. lets them speak and listen in real time,
/// 4. lets them fall silent, and listens on until the last word has been heard and the server has told how all of it fared,
/// 5. says goodbye (RTCP BYE), and has the server forget them, whatever happened before.
///
/// One thread conducts; any thread may stop.
public final class Call: @unchecked Sendable {
    private let plan: CallPlan
    private let clip: EncodedClip
    private let duration: MediaTime?
    private let mustStop = Atomic(false)
    private var parties: [CallParty] = []

    /// At the end: silence is sent, so that what breaks off is not taken for loss,
    private static var silentTail: MediaTime { .milliseconds(300) }
    /// then nothing, until the last word is through paths and buffers, and the server, which tells once a second, has counted it.
    private static var quietTail: MediaTime { .milliseconds(1_250) }

    /// - Parameter progress: told the share of the clip that is encoded
    /// - Throws: `AudioFileError`, `CallError`
    public init(_ plan: CallPlan, progress: (Double) -> Void = { _ in }) throws {
        var plan = plan
        plan.sends.bitrate = plan.bitrate ?? plan.sends.bitrate
        plan.sends.packetTime = plan.packetTime ?? plan.sends.packetTime
        let format = plan.sends.format
        if let play = plan.play {
            for number in 0..<plan.count where plan.recording(of: number) == play { throw CallError.overwrites(play) }
        }
        let samples = try plan.play.map { [rate = plan.rate] in try AudioClip(reading: $0, rate: rate).samples } ?? []
        guard
            let clip = EncodedClip(
                samples, rate: plan.rate, options: plan.sends, payloadType: PayloadType.usual(for: format.kind),
                redPayloadType: PayloadType.red, loops: plan.loops, progress: progress)
        else { throw CallError.impossible(codec: format.kind.name, packetTime: "\(plan.sends.packetTime.milliseconds)ms") }
        self.plan = plan
        self.clip = clip
        let hasEnd = plan.play != nil && !plan.loops
        duration = plan.duration ?? (hasEnd ? .frames(samples.count, sampleRate: plan.rate) : nil)
    }

    /// Whether the call ends by itself.
    public var hasEnd: Bool { duration != nil }

    /// Ends the call early, in good order. Any thread.
    public func stop() { mustStop.store(true, ordering: .releasing) }

    /// Makes the call; returns when it is over.
    /// - Parameters:
    ///   - connect: reaches the server's admin socket
    ///   - progress: told the share of the call that is over, where it has an end
    /// - Throws: what `connect` throws; `AdminRefusal`, `AudioFileError`, `CallError`
    public func conduct(connect: () throws -> AdminClient, progress: (Double) -> Void = { _ in }) throws -> CallSummary {
        CallSocket.allowMany()
        var client = try connect()
        let course: Course
        do {
            try join(&client)
            course = try converse(progress)
        } catch {
            // The first error is the one to tell.
            try? leave(connect)
            throw error
        }
        // A server that has said goodbye has nothing to tell any more, and nobody to forget.
        let isDismissed = parties.contains(where: \.isOver)
        let told = try isDismissed ? (try? tellings(connect)) ?? [:] : tellings(connect)
        let end = now
        let summary = CallSummary(
            plan, seconds: course.seconds, endedByServer: course.endedByServer,
            parties: parties.map { ($0, $0.report(at: end), told[$0.handle]) })
        if isDismissed { try? leave(connect) } else { try leave(connect) }
        for party in parties { try party.finishRecording() }
        return summary
    }

    /// How it went until the participants fell silent.
    private struct Course {
        let seconds: Double
        /// All were shown the door, and nobody here had asked for it.
        let endedByServer: Bool
    }

    private var now: MediaTime { MediaTime(nanoseconds: clinux_monotonic_ns()) }

    // MARK: coming

    private func join(_ client: inout AdminClient) throws {
        for number in 0..<plan.count where !mustStop.load(ordering: .acquiring) {
            let socket = try socket()
            var leg = LegAdd(room: plan.room, codec: plan.sends.format.kind.name, to: socket.localAddress.written)
            leg.rate = plan.sends.format.kind == .l16 ? plan.rate : nil
            leg.payloadType = Int(PayloadType.usual(for: plan.sends.format.kind))
            leg.packetTimeMs = plan.packetTime.map { Int($0.milliseconds) }
            leg.bitsPerSecond = plan.bitrate.map { Int($0.bitsPerSecond) }
            leg.redundancy = plan.sends.redundancy
            leg.srtpProfile = plan.srtpProfile.map { "\($0.name)" }
            let answer = try client.ask(leg)
            do {
                let writer = try plan.recording(of: number).map { try WAVWriter($0, sampleRate: plan.rate) }
                parties.append(try CallParty(plan, number: number, socket: socket, answer: answer, clip: clip, writer: writer))
            } catch {
                // The server knows this one already, and `leave` does not.
                _ = try? client.ask(PeopleRemove(handle: answer.handle))
                throw error
            }
        }
    }

    private func socket() throws(CallError) -> CallSocket {
        do {
            return try CallSocket(on: plan.address)
        } catch {
            switch error {
            case .system(_, EMFILE), .system(_, ENFILE): throw .tooManySockets(plan.count)
            case .system(_, EADDRNOTAVAIL): throw .noAddress(plan.address.written)
            default: throw error
            }
        }
    }

    // MARK: being there

    private func converse(_ progress: (Double) -> Void) throws -> Course {
        let start = now
        // Spread evenly over the tick, as people are.
        for (number, party) in parties.enumerated() { party.begin(at: start + plan.tick * number / parties.count) }
        let end = duration.map { start + $0 } ?? .distantFuture
        try run(until: end) { time in
            if let duration { progress((time - start).seconds / duration.seconds) }
            return !mustStop.load(ordering: .acquiring)
        }
        let isOver = !parties.isEmpty && parties.allSatisfy(\.isOver) && !mustStop.load(ordering: .acquiring)
        let course = Course(seconds: (now - start).seconds, endedByServer: isOver)
        for party in parties { party.speech = .silence }
        try run(until: now + Self.silentTail) { _ in true }
        for party in parties { party.speech = .nothing }
        try run(until: now + Self.quietTail) { _ in true }
        return course
    }

    /// Sleeps until a participant has something to do or to hear; so it costs what the participants cost, and packets are taken in as
    /// they come, and leave within a fraction of a millisecond of their time.
    /// - Parameter goesOn: asked each time
    private func run(until end: MediaTime, while goesOn: (MediaTime) -> Bool) throws {
        let space = UnsafeMutableRawBufferPointer.allocate(byteCount: PacketBatch.slotBytes, alignment: 16)
        defer { space.deallocate() }
        // A negative descriptor is passed over.
        var events = parties.map { pollfd(fd: $0.isOver ? -1 : $0.socket.descriptor, events: Int16(POLLIN), revents: 0) }
        while goesOn(now), now < end, parties.contains(where: { !$0.isOver }) {
            wait(until: parties.reduce(end) { min($0, $1.deadline) }, for: &events)
            let time = now
            for (number, party) in parties.enumerated() {
                if events[number].revents != 0 { party.receive(into: space, at: time) }
                if party.isOver { events[number].fd = -1 }
                try party.advance(to: time)
            }
        }
    }

    private func wait(until deadline: MediaTime, for events: inout [pollfd]) {
        let left = max((deadline - now).nanoseconds, 0)
        var timeout = timespec(tv_sec: Int(left / 1_000_000_000), tv_nsec: Int(left % 1_000_000_000))
        for number in events.indices { events[number].revents = 0 }
        _ = ppoll(&events, nfds_t(events.count), &timeout, nil)
    }

    // MARK: going

    /// What the server says of the participants, by handle.
    private func tellings(_ connect: () throws -> AdminClient) throws -> [String: MediaSnapshot] {
        var client = try connect()
        let people = try client.ask(PeopleList(room: plan.room))
        return Dictionary(people.compactMap { person in person.media.map { (person.handle, $0) } }) { $1 }
    }

    /// Has the server forget all participants; whom it does not know any more is gone already.
    private func leave(_ connect: () throws -> AdminClient) throws {
        for party in parties { party.sayGoodbye(at: now) }
        var client = try connect()
        for party in parties {
            do {
                _ = try client.ask(PeopleRemove(handle: party.handle))
            } catch let refusal as AdminRefusal where refusal.code == "no-such-participant" {}
        }
    }
}
