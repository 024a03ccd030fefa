import CLinux
import DTLS
import MediaTypes

/// Many visitors on one thread, in real time: each speaks once in 20 ms, at a millisecond of its own.
public final class VisitorCrowd {
    public private(set) var visitors: [Visitor] = []
    /// How far the crowd fell behind its clock at most since the last look; above 20 ms the machine was too slow for it.
    public private(set) var worstLateness = MediaTime.zero
    private let plan: VisitPlan
    private let identity: DTLSIdentity
    private let space = UnsafeMutableRawBufferPointer.allocate(byteCount: PacketBatch.slotBytes, alignment: 16)

    /// - Throws: `VisitError.noHandshake` when no certificate can be made
    public init(_ plan: VisitPlan) throws(VisitError) {
        self.plan = plan
        do { identity = try DTLSIdentity(profiles: plan.profiles) } catch { throw .noHandshake }
        Self.allowManyDescriptors()
    }

    deinit { space.deallocate() }

    public var now: MediaTime { MediaTime(nanoseconds: clinux_monotonic_ns()) }

    /// Makes a visitor, who comes after so long in the next `run`.
    /// - Parameters:
    ///   - own: where it comes from: an address of this machine
    ///   - listens: whether it decodes what it hears
    @discardableResult
    public func invite(
        _ sound: VisitorSound, after delay: MediaTime = .zero, from own: TransportAddress = TransportAddress(ipv4: 0x7F00_0001, port: 0),
        listens: Bool = false
    ) -> Visitor {
        let visitor = Visitor(plan, identity: identity, from: own, sound: sound, number: visitors.count, listens: listens)
        visitor.arrival = now + delay
        visitors.append(visitor)
        return visitor
    }

    /// Lets them come, speak and hear for a while; call again to go on.
    /// - Parameters:
    ///   - progress: told the share of the time that is over, now and then
    ///   - goesOn: asked every 20 ms
    public func run(for duration: MediaTime, progress: (Double) -> Void = { _ in }, while goesOn: () -> Bool = { true }) {
        let slots = Int(duration.nanoseconds / Self.slot.nanoseconds)
        let first = beginning()
        for slot in first..<first + slots {
            nextSlot = slot + 1
            let due = clockStart + Self.slot * slot
            wait(until: due)
            let time = now
            worstLateness = max(worstLateness, time - due)
            for (index, visitor) in visitors.enumerated() {
                let isDue = index % Self.slotsPerPacket == slot % Self.slotsPerPacket
                guard isDue || visitor.isUnderWay else { continue }
                visitor.attend(at: time, space)
                if isDue { visitor.speak(at: time, space) }
            }
            if slot % Self.slotsPerPacket == 0 {
                if !goesOn() { return }
                progress(Double(slot - first) / Double(slots))
            }
        }
    }

    /// The clock goes on from one run to the next: else everybody's packets would shift against those before, which no network does, and
    /// what the box's jitter buffers make of it would be taken for its own fault. After a long pause it begins anew.
    private var clockStart = MediaTime.zero
    private var nextSlot = 0

    private func beginning() -> Int {
        if now - (clockStart + Self.slot * nextSlot) > .milliseconds(100) {
            clockStart = now
            nextSlot = 0
        }
        return nextSlot
    }

    // MARK: on a thread of its own

    private var thread = pthread_t()
    private var duration = MediaTime.zero

    /// The same on a thread of its own, until `join`; nothing else may be asked of the crowd meanwhile. The thread has a real-time
    /// priority where that is allowed, a lower one than a server's: what others do on this machine then delays no packet of these.
    public func start(for duration: MediaTime) {
        self.duration = duration
        pthread_create(&thread, nil, { context in
            guard let context else { return nil }
            var parameter = sched_param(sched_priority: 1)
            pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameter)
            let crowd = Unmanaged<VisitorCrowd>.fromOpaque(context).takeUnretainedValue()
            crowd.run(for: crowd.duration)
            return nil
        }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Waits for the end of what `start` began.
    public func join() { pthread_join(thread, nil) }

    /// Lets everybody go, with a goodbye.
    public func leave() {
        for visitor in visitors { visitor.leave(at: now) }
        visitors = []
    }

    /// What has happened to all of them since the last time, each for itself.
    public func takeFigures() -> [Visitor.Figures] {
        worstLateness = .zero
        return visitors.map { $0.takeFigures() }
    }

    private static var slot: MediaTime { .milliseconds(1) }
    private static var slotsPerPacket: Int { 20 }

    private func wait(until due: MediaTime) {
        let left = (due - now).nanoseconds
        if left > 0 { usleep(UInt32(left / 1_000)) }
    }

    private static func allowManyDescriptors() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
