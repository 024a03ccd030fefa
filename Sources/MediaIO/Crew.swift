import CLinux
import MediaEngine
import MediaTypes
import Synchronization

/// The threads that share the work of a tick: they sleep until a phase is large enough to be shared, take items by a common counter,
/// and sleep again.
struct Crew: ~Copyable {
    /// A phase shorter than a fifth of a tick is done alone: that is soon enough, and each leg stays in the caches of one core.
    private static var worthSharing: MediaTime { .milliseconds(4) }
    /// Items taken at once: few enough to spread evenly, many enough that the counter is not fought for.
    private static var itemsPerTake: Int { 4 }

    /// What all threads see. It lies on the heap, where its atomics have an address.
    private struct Shared: ~Copyable {
        let engine: UnsafeMutablePointer<MediaEngine>
        let start: UnsafeMutablePointer<sem_t>
        let done: UnsafeMutablePointer<sem_t>
        let next = Atomic<Int>(0)
        let mustEnd = Atomic<Bool>(false)
        /// Written before the threads are woken.
        var phase = TickPhase.listen
        var count = 0

        init(engine: UnsafeMutablePointer<MediaEngine>) {
            self.engine = engine
            start = .allocate(capacity: 1)
            done = .allocate(capacity: 1)
            sem_init(start, 0, 0)
            sem_init(done, 0, 0)
        }

        deinit {
            sem_destroy(start)
            sem_destroy(done)
            start.deallocate()
            done.deallocate()
        }

        borrowing func workUntilNothingIsLeft() {
            while true {
                let first = next.wrappingAdd(Crew.itemsPerTake, ordering: .relaxed).oldValue
                guard first < count else { return }
                for item in first..<min(first + Crew.itemsPerTake, count) { engine.pointee.perform(phase, item) }
            }
        }
    }

    private let shared: UnsafeMutablePointer<Shared>
    private let threads: UnsafeMutablePointer<pthread_t>
    private var threadCount = 0
    /// How long one item of each phase has taken lately, on one thread.
    private var costs = PhaseCosts()

    /// - Shape: workerCount: threads beside the media thread
    init(engine: UnsafeMutablePointer<MediaEngine>, workerCount: Int) {
        shared = .allocate(capacity: 1)
        shared.initialize(to: Shared(engine: engine))
        threads = .allocate(capacity: max(workerCount, 1))
        for _ in 0..<workerCount {
            let code = pthread_create(threads + threadCount, nil, { context in
                guard let shared = context?.assumingMemoryBound(to: Shared.self) else { return nil }
                MediaThread.preferRealtime()
                while true {
                    while sem_wait(shared.pointee.start) != 0 {}
                    if shared.pointee.mustEnd.load(ordering: .acquiring) { return nil }
                    shared.pointee.workUntilNothingIsLeft()
                    sem_post(shared.pointee.done)
                }
            }, UnsafeMutableRawPointer(shared))
            if code == 0 { threadCount += 1 }
        }
    }

    deinit {
        shared.pointee.mustEnd.store(true, ordering: .releasing)
        for _ in 0..<threadCount { sem_post(shared.pointee.start) }
        for i in 0..<threadCount { pthread_join(threads[i], nil) }
        threads.deallocate()
        shared.deinitialize(count: 1)
        shared.deallocate()
    }

    /// Works on all items of a phase.
    mutating func perform(_ phase: TickPhase) {
        let count = shared.pointee.engine.pointee.itemCount(phase)
        guard count > 0 else { return }
        let before = clinux_thread_cpu_ns()
        let isShared = threadCount > 0 && costs[phase] * count > Self.worthSharing
        guard isShared else {
            for item in 0..<count { shared.pointee.engine.pointee.perform(phase, item) }
            costs.note(phase, MediaTime(nanoseconds: clinux_thread_cpu_ns() - before) / count)
            return
        }
        shared.pointee.phase = phase
        shared.pointee.count = count
        shared.pointee.next.store(0, ordering: .releasing)
        for _ in 0..<threadCount { sem_post(shared.pointee.start) }
        shared.pointee.workUntilNothingIsLeft()
        for _ in 0..<threadCount { while sem_wait(shared.pointee.done) != 0 {} }
    }
}

/// What an item of each phase costs, slowly forgotten.
private struct PhaseCosts {
    private var listen = MediaTime.zero
    private var encode = MediaTime.zero
    private var send = MediaTime.zero

    subscript(phase: TickPhase) -> MediaTime {
        switch phase {
        case .listen: listen
        case .encode: encode
        case .send: send
        }
    }

    mutating func note(_ phase: TickPhase, _ cost: MediaTime) {
        switch phase {
        case .listen: listen += (cost - listen) / 8
        case .encode: encode += (cost - encode) / 8
        case .send: send += (cost - send) / 8
        }
    }
}
