import CLinux
import MediaEngine
import MediaLink
import MediaTypes
import Synchronization

/// The media column as the control column sees it: legs are built here, handed over to the media thread, and freed here when they are back.
/// Any thread may call; a lock keeps the callers apart from each other, never from the media thread.
public final class MediaService: MediaPort, @unchecked Sendable {
    private struct Books {
        var nextID: UInt32 = 1
        var legs: [LegID: TransportAddress] = [:]
        var sources: Set<TransportAddress> = []
        var degradation = Degradation.none
        var random = SystemRandomNumberGenerator()
        var isStopped = false
    }

    public let settings: MediaSettings
    public let localAddress: TransportAddress
    private let thread: UnsafeMutablePointer<MediaThread>
    private let handle: pthread_t
    private let books = Mutex(Books())

    /// Opens the socket and starts the media thread, with one worker for each further core, three at most.
    /// - Throws: `MediaIOError` when the address cannot be had
    public static func start(settings: MediaSettings, address: TransportAddress, workerCount: Int? = nil) throws(MediaIOError) -> MediaService {
        let cores = Int(clinux_usable_cores())
        let thread = UnsafeMutablePointer<MediaThread>.allocate(capacity: 1)
        do {
            thread.initialize(to: try MediaThread(settings: settings, address: address, workerCount: workerCount ?? min(max(cores - 1, 0), 3)))
        } catch {
            thread.deallocate()
            throw error
        }
        var handle = pthread_t()
        let code = pthread_create(&handle, nil, { context in
            context?.assumingMemoryBound(to: MediaThread.self).pointee.run()
            return nil
        }, UnsafeMutableRawPointer(thread))
        guard code == 0 else {
            MediaThread.end(thread)
            throw .system(call: "pthread_create", code: code)
        }
        return MediaService(settings: settings, thread: thread, handle: handle)
    }

    private init(settings: MediaSettings, thread: UnsafeMutablePointer<MediaThread>, handle: pthread_t) {
        self.settings = settings
        self.thread = thread
        self.handle = handle
        localAddress = thread.pointee.socket.localAddress
    }

    deinit {
        stop()
        _ = takeReports()
        MediaThread.end(thread)
    }

    /// Whether the media thread has a real-time priority.
    public var isRealtime: Bool { thread.pointee.isRealtime.load(ordering: .acquiring) }

    /// Says goodbye to everybody and ends the media thread. May be called twice.
    public func stop() {
        let isFirst = books.withLock { books in
            defer { books.isStopped = true }
            return !books.isStopped
        }
        guard isFirst else { return }
        thread.pointee.mustStop.store(true, ordering: .releasing)
        wake()
        pthread_join(handle, nil)
    }

    public func add(_ spec: LegSpec) throws(MediaError) -> LegPlace {
        if let problem = MediaEngine.problem(with: spec, settings: settings) { throw .badSpec(problem.description) }
        let identity = try books.withLock { (books) throws(MediaError) -> LegIdentity in
            if books.isStopped { throw .busy }
            if books.degradation >= .refusesParticipants { throw .overloaded }
            guard books.legs.count < settings.maxLegs else { throw .full(limit: settings.maxLegs) }
            guard books.sources.insert(spec.source).inserted else { throw .addressInUse }
            let identity = LegIdentity(id: LegID(books.nextID), using: &books.random)
            books.nextID += 1
            books.legs[identity.id] = spec.source
            return identity
        }
        guard let leg = MediaEngine.build(spec, identity: identity, settings: settings) else {
            forget(identity.id)
            throw .badSpec("SRTP keys: libsrtp does not take them")
        }
        guard insert(.add(leg)) else {
            MediaEngine.free(leg)
            forget(identity.id)
            throw .busy
        }
        return LegPlace(leg: identity.id, localPort: localAddress.port, ssrc: identity.ssrc)
    }

    public func remove(_ leg: LegID) throws(MediaError) { try order(.remove(leg)) }
    public func setMuted(_ leg: LegID, _ isMuted: Bool) throws(MediaError) { try order(.mute(leg, isMuted)) }
    public func setGain(_ leg: LegID, _ gain: Decibels) throws(MediaError) { try order(.gain(leg, gain)) }

    public var reportDescriptor: Int32 { thread.pointee.reported }

    public func takeReports() -> [Report] {
        books.withLock { books in
            var value: UInt64 = 0
            _ = read(thread.pointee.reported, &value, 8)
            var reports: [Report] = []
            while let report = thread.pointee.engine.pointee.reports.pointee.take() {
                switch report {
                case .removed(let id, let box):
                    if let box { MediaEngine.free(box) }
                    if let source = books.legs.removeValue(forKey: id) { books.sources.remove(source) }
                    reports.append(.removed(id, nil))
                case .load(let load):
                    books.degradation = load.degradation
                    reports.append(report)
                case .leg, .digit: reports.append(report)
                }
            }
            return reports
        }
    }

    private func order(_ command: Command) throws(MediaError) {
        guard insert(command) else { throw .busy }
    }

    /// The ring has one producer: whoever holds the lock.
    private func insert(_ command: Command) -> Bool {
        let isInserted = books.withLock { _ in thread.pointee.commands.insert(command) }
        wake()
        return isInserted
    }

    private func forget(_ id: LegID) {
        books.withLock { books in
            if let source = books.legs.removeValue(forKey: id) { books.sources.remove(source) }
        }
    }

    private func wake() {
        var one: UInt64 = 1
        _ = write(thread.pointee.wake, &one, 8)
    }
}
