import CLinux
import MediaEngine
import MediaLink
import MediaTypes
import Synchronization

/// The thread that owns the engine: it reads the socket four times a tick, carries out commands, ticks, and sends. Without a leg it sleeps.
/// - Realtime: after start it allocates nothing and takes no lock
struct MediaThread: ~Copyable {
    let engine: UnsafeMutablePointer<MediaEngine>
    let socket: DatagramSocket
    /// The ports that calls have of their own.
    let calls: CallSockets
    let commands: Ring<Command>
    /// STUN and DTLS for the control side.
    let datagrams: DatagramRing
    /// Written by the control side after a command when the thread may sleep.
    let wake: Int32
    /// Written once a tick when there are reports.
    let reported: Int32
    /// Written when datagrams for the control side have come.
    let signalled: Int32
    let mustStop: Atomic<Bool>
    let isRealtime: Atomic<Bool>
    /// For `MediaPulse`; written by the media thread alone.
    let readCount: Atomic<UInt64>
    let isAsleep: Atomic<Bool>
    private var crew: Crew
    private let period: MediaTime

    /// How often the socket is read in a tick: the finer, the better jitter is measured; the coarser, the cheaper.
    private static var readsPerTick: Int { 4 }
    /// Of one call: four times what a packet every 2.5 ms makes. The rest waits, or is lost to its own flood.
    private static var packetsPerCallAndRead: Int { 8 }
    /// So far behind there is nothing left to catch up with: the machine was suspended.
    private static var hopelessTicks: Int64 { 5 }

    /// - Parameter callPorts: how many pairs of ports calls may have; 0: none
    init(settings: MediaSettings, address: TransportAddress, workerCount: Int, callPorts: Int) throws(MediaIOError) {
        let events = try Self.openEvents()
        do {
            socket = try DatagramSocket(address, outboxCapacity: 2 * settings.maxLegs + 64)
        } catch {
            close(events.wake)
            close(events.reported)
            close(events.signalled)
            close(events.calls)
            throw error
        }
        calls = CallSockets(capacity: callPorts, epoll: events.calls)
        wake = events.wake
        reported = events.reported
        signalled = events.signalled
        engine = .allocate(capacity: 1)
        engine.initialize(to: MediaEngine(settings: settings))
        crew = Crew(engine: engine, workerCount: workerCount)
        commands = Ring(capacity: 1_024)
        datagrams = DatagramRing(capacity: 512)
        mustStop = Atomic(false)
        isRealtime = Atomic(false)
        readCount = Atomic(0)
        isAsleep = Atomic(false)
        period = settings.tick
    }

    private static func openEvents() throws(MediaIOError) -> (wake: Int32, reported: Int32, signalled: Int32, calls: Int32) {
        let flags = Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC)
        let events = (wake: eventfd(0, flags), reported: eventfd(0, flags), signalled: eventfd(0, flags), calls: epoll_create1(Int32(EPOLL_CLOEXEC)))
        guard events.wake < 0 || events.reported < 0 || events.signalled < 0 || events.calls < 0 else { return events }
        let code = clinux_errno()
        close(events.wake)
        close(events.reported)
        close(events.signalled)
        close(events.calls)
        throw .system(call: "eventfd", code: code)
    }

    deinit {
        close(wake)
        close(reported)
        close(signalled)
    }

    /// Frees the engine. Only after the crew has gone.
    static func end(_ thread: UnsafeMutablePointer<MediaThread>) {
        let engine = thread.pointee.engine
        thread.deinitialize(count: 1)
        thread.deallocate()
        engine.deinitialize(count: 1)
        engine.deallocate()
    }

    /// Asks for a real-time priority, which keeps ticks on time on a busy machine.
    @discardableResult static func preferRealtime() -> Bool {
        var parameter = sched_param(sched_priority: 50)
        return pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameter) == 0
    }

    /// Runs until `mustStop`, then says goodbye to every leg.
    mutating func run() {
        isRealtime.store(Self.preferRealtime(), ordering: .releasing)
        while !mustStop.load(ordering: .acquiring) {
            sleepUntilNeeded()
            tickWhileNeeded()
        }
        tick(at: now, isLast: true)
    }

    private var now: MediaTime { MediaTime(nanoseconds: clinux_monotonic_ns()) }

    /// Without a leg: no tick, and no waking but for a datagram, which may be somebody who comes.
    private func sleepUntilNeeded() {
        while engine.pointee.isEmpty, commands.count() == 0, !mustStop.load(ordering: .acquiring) {
            var value: UInt64 = 0
            isAsleep.store(true, ordering: .releasing)
            let isNeeded = clinux_wait_readable_either(wake, socket.descriptor, -1) > 0
            isAsleep.store(false, ordering: .releasing)
            guard isNeeded else { continue }
            _ = CLinux.read(wake, &value, 8)
            read()
            wipe()
        }
    }

    private mutating func tickWhileNeeded() {
        var nextTick = now + period
        var nextRead = now
        let readPeriod = period / Self.readsPerTick
        while !mustStop.load(ordering: .acquiring), !engine.pointee.isEmpty || commands.count() > 0 {
            nextRead = min(nextRead + readPeriod, nextTick)
            // Commands wait for the tick. To read the socket whenever somebody wakes us would read some packets earlier than their like,
            // and a jitter buffer would take the difference for the network's.
            clinux_sleep_until(nextRead.nanoseconds)
            read()
            readCount.wrappingAdd(1, ordering: .relaxed)
            guard now >= nextTick else { continue }
            let behind = (now - nextTick).nanoseconds / period.nanoseconds
            if behind > Self.hopelessTicks {
                engine.pointee.skip(Int(behind))
                nextTick += period * Int(behind)
            }
            tick(at: nextTick, missed: behind > 0 && behind <= Self.hopelessTicks ? 1 : 0)
            // The reads keep their distance from the ticks, however long these take: what jitter buffers learn does not change with the load.
            nextRead = nextTick
            nextTick += period
            while nextRead + readPeriod <= now, nextRead < nextTick { nextRead += readPeriod }
        }
    }

    private func read() {
        var batches = 0
        var hasMore = true
        var hasSignalling = false
        // A flood must not keep the tick from coming.
        while hasMore, batches < 32 {
            hasMore = socket.receive()
            batches += 1
            let arrival = now
            for slot in 0..<socket.inbox.count {
                let packet = socket.inbox.packet(slot)
                guard packet.count > 0 else { continue }
                let source = socket.inbox.address(slot)
                guard case .signalling = engine.pointee.receive(packet, from: source, at: arrival) else { continue }
                if datagrams.insert(UnsafeRawBufferPointer(packet), from: source) { hasSignalling = true }
            }
        }
        if engine.pointee.hasCalls { readCalls() }
        guard hasSignalling else { return }
        var one: UInt64 = 1
        _ = write(signalled, &one, 8)
    }

    /// Only those ports are read where something is.
    private func readCalls() {
        let count = calls.findReadable()
        for index in 0..<count {
            let ready = calls.readable(index)
            // A port without a leg yet, or any more, belongs to the control side.
            guard engine.pointee.hasCall(onPort: ready.port) else { continue }
            _ = socket.receive(from: calls.descriptor(ready.port, isControl: ready.isControl), most: Self.packetsPerCallAndRead)
            let arrival = now
            for slot in 0..<socket.inbox.count {
                let packet = socket.inbox.packet(slot)
                guard packet.count > 0 else { continue }
                _ = engine.pointee.receive(packet, onPort: ready.port, isControl: ready.isControl, from: socket.inbox.address(slot), at: arrival)
            }
        }
    }

    /// Somebody has gone, or nobody came: no packet and no address stays.
    private func wipe() {
        socket.wipe()
        engine.pointee.outbox.wipe()
    }

    private mutating func tick(at deadline: MediaTime, missed: Int = 0, isLast: Bool = false) {
        let start = now
        engine.pointee.begin(at: deadline)
        var carriedOut = 0
        while carriedOut < MediaEngine.commandsPerTick, engine.pointee.acceptsCommands, let command = commands.take() {
            engine.pointee.apply(command)
            carriedOut += 1
        }
        if isLast { engine.pointee.apply(.removeAll) }
        crew.perform(.listen)
        engine.pointee.mix()
        crew.perform(.encode)
        crew.perform(.send)
        var unsent = socket.send(engine.pointee.outbox)
        unsent += calls.send(engine.pointee.outbox, isIPv6: socket.isIPv6)
        engine.pointee.note(unsent: unsent)
        engine.pointee.note(duration: now - start, missed: missed)
        if engine.pointee.hasDeparted { wipe() }
        engine.pointee.finish()
        if engine.pointee.reports.pointee.count() > 0 {
            var one: UInt64 = 1
            _ = write(reported, &one, 8)
        }
    }
}
