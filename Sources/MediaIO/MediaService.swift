import CLinux
import MediaEngine
import MediaLink
import MediaTypes
import Synchronization

/// The media column as the control column sees it: legs are built here, handed over to the media thread, and freed here when they are back.
/// Any thread may call; a lock keeps the callers apart from each other, never from the media thread.
public final class MediaService: MediaPort, SignallingPort, WaitingPorts, @unchecked Sendable {
    struct Books {
        var nextID: UInt32 = 1
        var legs: [LegID: Entry] = [:]
        /// What the media thread reads and writes, until it says that it does not any more.
        var announcements: [AnnouncementID: Announcement] = [:]
        var recordings: [LegID: [Recording]] = [:]
        var nextAnnouncement: UInt64 = 1
        var sources: Set<TransportAddress> = []
        /// The ports that calls have of their own.
        var ports: CallPortBook
        var degradation = Degradation.none
        var random = SystemRandomNumberGenerator()
        var isStopped = false
        /// What legs are built by.
        var settings: MediaSettings

        init(_ callPorts: ClosedRange<UInt16>?, settings: MediaSettings) {
            self.settings = settings
            ports = CallPortBook(callPorts, most: MediaEngine.mostCallPorts(settings))
        }

        mutating func forget(_ id: LegID) {
            if let source = legs.removeValue(forKey: id)?.source { sources.remove(source) }
        }
    }

    /// What is known of a leg.
    struct Entry {
        let identity: LegIdentity
        /// The address that is its alone; nil for mobile ones, and those with a port of their own.
        var source: TransportAddress?
        let port: CallPort?
        /// Of RTP, and those of RTCP where they are others.
        var keys: [SRTPKeys?]
    }

    /// What legs are built by.
    public var settings: MediaSettings { books.withLock { $0.settings } }
    public let localAddress: TransportAddress
    let thread: UnsafeMutablePointer<MediaThread>
    private let handle: pthread_t
    let books: Mutex<Books>

    /// Opens the socket and starts the media thread, with one worker for each further core, three at most.
    /// - Parameter callPorts: where telephone calls have their ports, two for each call; nil: there are none
    /// - Throws: `MediaIOError` when the address cannot be had
    public static func start(
        settings: MediaSettings, address: TransportAddress, workerCount: Int? = nil, callPorts: ClosedRange<UInt16>? = nil
    ) throws(MediaIOError) -> MediaService {
        let books = Books(callPorts, settings: settings)
        let cores = Int(clinux_usable_cores())
        let thread = UnsafeMutablePointer<MediaThread>.allocate(capacity: 1)
        do {
            thread.initialize(
                to: try MediaThread(
                    settings: settings, address: address, workerCount: workerCount ?? min(max(cores - 1, 0), 3), callPorts: books.ports.capacity))
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
        return MediaService(thread: thread, handle: handle, books: books)
    }

    private init(thread: UnsafeMutablePointer<MediaThread>, handle: pthread_t, books: Books) {
        self.books = Mutex(books)
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

    /// Compared with the one before, it says whether the media thread lives.
    public var pulse: MediaPulse {
        MediaPulse(readCount: thread.pointee.readCount.load(ordering: .relaxed), isAsleep: thread.pointee.isAsleep.load(ordering: .acquiring))
    }

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
        let settings = settings
        if let problem = MediaEngine.problem(with: spec, settings: settings) { throw .badSpec(problem.description) }
        let identity = try books.withLock { (books) throws(MediaError) -> LegIdentity in
            if books.isStopped { throw .busy }
            if books.degradation >= .refusesParticipants { throw .overloaded }
            guard books.legs.count < settings.maxLegs else { throw .full(limit: settings.maxLegs) }
            try checkPort(spec, books)
            // Whoever is mobile has proved its address, and takes it over from whoever was there before.
            guard spec.isMobile || spec.port != nil || books.sources.insert(spec.source).inserted else { throw .addressInUse }
            let identity = LegIdentity(id: LegID(books.nextID), using: &books.random).keeping(spec.promise)
            books.nextID += 1
            books.legs[identity.id] = Entry(
                identity: identity, source: spec.isMobile || spec.port != nil ? nil : spec.source, port: spec.port, keys: [spec.srtp, spec.controlSRTP])
            if let port = spec.port { books.ports.give(port, to: identity.id) }
            return identity
        }
        guard let leg = MediaEngine.build(spec, identity: identity, settings: settings) else {
            forget(identity.id)
            throw .badSpec("SRTP keys: of the wrong length for their suite, or refused by libcrypto")
        }
        guard insert(.add(leg)) else {
            MediaEngine.free(leg)
            forget(identity.id)
            throw .busy
        }
        return LegPlace(leg: identity.id, localPort: spec.port?.port ?? localAddress.port, ssrc: identity.ssrc)
    }

    public func tune(_ settings: MediaSettings) throws(MediaError) {
        let made = self.settings
        var new = settings
        (new.mixRate, new.tick, new.maxLegs, new.maxRooms) = (made.mixRate, made.tick, made.maxLegs, made.maxRooms)
        try order(.tune(new))
        books.withLock { $0.settings = new }
    }

    public func remove(_ leg: LegID) throws(MediaError) { try order(.remove(leg)) }
    public func setMuted(_ leg: LegID, _ isMuted: Bool) throws(MediaError) { try order(.mute(leg, isMuted)) }
    public func setGain(_ leg: LegID, _ gain: Decibels) throws(MediaError) { try order(.gain(leg, gain)) }
    public func allow(_ leg: LegID, _ address: TransportAddress) throws(MediaError) { try order(.allow(leg, address)) }
    public func forget(_ leg: LegID, _ address: TransportAddress) throws(MediaError) { try order(.forget(leg, address)) }
    public func direct(_ leg: LegID, to address: TransportAddress) throws(MediaError) { try order(.direct(leg, address)) }
    public func hold(_ leg: LegID, _ isHeld: Bool) throws(MediaError) { try order(.hold(leg, isHeld)) }


    public var datagramDescriptor: Int32 { thread.pointee.signalled }

    public func takeDatagrams() -> [ReceivedDatagram] {
        var value: UInt64 = 0
        _ = read(thread.pointee.signalled, &value, 8)
        var datagrams: [ReceivedDatagram] = []
        while let next = thread.pointee.datagrams.take() { datagrams.append(ReceivedDatagram(bytes: next.bytes, source: next.source)) }
        return datagrams
    }

    public func send(_ datagram: [UInt8], to address: TransportAddress) { thread.pointee.socket.send(datagram, to: address) }

    public var localAddresses: [TransportAddress] {
        localAddress.isUnspecified ? LocalAddresses.all(port: localAddress.port) : [localAddress]
    }

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
                    books.forget(id)
                    closePort(of: id, &books)
                    reports.append(.removed(id, nil))
                case .load(let load):
                    books.degradation = load.degradation
                    reports.append(report)
                case .refitted(let id, let box):
                    if let box { MediaEngine.free(box) }
                    reports.append(.refitted(id, nil))
                case .said(_, let id, _), .announced(_, let id, _):
                    books.announcements[id] = nil
                    reports.append(report)
                case .recorded(let id, _):
                    // They end in the order in which they began.
                    if let waiting = books.recordings[id] { books.recordings[id] = waiting.count > 1 ? Array(waiting.dropFirst()) : nil }
                    reports.append(report)
                case .leg, .digit, .talking, .musicHeard, .spokeMuted, .turnedAway: reports.append(report)
                }
            }
            return reports
        }
    }

    func order(_ command: Command) throws(MediaError) {
        guard insert(command) else { throw .busy }
    }

    /// The ring has one producer: whoever holds the lock.
    func insert(_ command: Command) -> Bool {
        let isInserted = books.withLock { _ in thread.pointee.commands.insert(command) }
        wake()
        return isInserted
    }

    private func forget(_ id: LegID) {
        books.withLock { books in
            books.forget(id)
            _ = books.ports.takeBack(from: id)
        }
    }

    func wake() {
        var one: UInt64 = 1
        _ = write(thread.pointee.wake, &one, 8)
    }
}
