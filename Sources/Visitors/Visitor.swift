import Codecs
import DTLS
import ICE
import MediaTypes
import RTP
import SRTP

/// One person with a browser, without the browser: comes by HTTP, finds the path by ICE, shakes hands by DTLS, then speaks and hears SRTP.
///
/// 1. `come` asks for a seat, offers, and reads the answer;
/// 2. `attend`, called every millisecond until it hears and every 20 ms then, does whatever is due and takes in what has come;
/// 3. `speak`, called every 20 ms, says the next packet;
/// 4. `leave` says goodbye, as a page that is closed does.
/// - Threads: one at a time
public final class Visitor {
    /// How far it has come.
    public enum Stage: Sendable, Equatable {
        case outside
        /// It has asked for a seat.
        case asking
        /// It has a seat, and its offer is out.
        case offering
        /// ICE looks for the path, and then the handshake is under way.
        case connecting
        /// It has keys.
        case inside
        case gone
        case failed(VisitError)
    }

    /// Counts since the last time that they were looked at with `takeFigures`.
    public struct Figures: Sendable {
        public var sent = 0
        public var received = 0
        public var lost = 0
        /// What came and was not the box's.
        public var forged = 0
        /// Receiver reports of the box.
        public var reports = 0
    }

    public private(set) var stage = Stage.outside
    /// When it came, and when the first packet of the room reached it.
    public private(set) var cameAt: MediaTime?
    public private(set) var heardAt: MediaTime?
    /// The loudest block that it has heard.
    /// - Units: full scale is 1; always 0 for one that does not listen
    public private(set) var peak: Float = 0
    /// How often it says its packets: a person once, a flood more often.
    public var insistence = 1
    /// When it is to come; nil while nobody has asked it to.
    var arrival: MediaTime?
    /// By which the box calls it.
    public private(set) var handle: String?

    private let plan: VisitPlan
    private let identity: DTLSIdentity
    private let own: TransportAddress
    private let credentials: ICECredentials
    private var random: SplitMix64
    private var page: HTTPConversation?
    private var events: HTTPConversation?
    private var token = ""
    private var socket: VisitorSocket?
    private var media = TransportAddress(ipv4: 0, port: 0)
    private var agent: ICEControllingAgent?
    private var session: DTLSSession?
    private var isProved = false
    private var inbound: SRTPSession?
    private var outbound: SRTPSession?
    private var voice: VisitorVoice
    private var heard = HeardStream()
    private var told = HeardStream()
    private var figures = Figures()
    private var nextReport = MediaTime.distantFuture
    private var decoder: AudioDecoder?

    /// - Parameters:
    ///   - own: of this machine; a port of 0 takes a free one
    ///   - listens: whether it decodes what it hears
    init(_ plan: VisitPlan, identity: DTLSIdentity, from own: TransportAddress, sound: VisitorSound, number: Int, listens: Bool) {
        var random = SystemRandomNumberGenerator()
        self.plan = plan
        self.identity = identity
        self.own = own
        credentials = .random(using: &random)
        self.random = SplitMix64(seed: random.next())
        voice = VisitorVoice(sound, startingAt: number, using: &random)
        if listens { decoder = AudioDecoder(.opus, outputRate: 16_000) }
    }

    public var isInside: Bool { stage == .inside }

    /// Whether it has proved its address, so that the box takes its DTLS.
    public var isOnTheThreshold: Bool { stage == .connecting && isProved }

    /// Whether milliseconds count: from its coming until it hears.
    var isUnderWay: Bool {
        switch stage {
        case .outside: arrival != nil
        case .asking, .offering: true
        case .connecting: !isProved || plan.shakesHands
        case .inside: heardAt == nil
        case .gone, .failed: false
        }
    }

    /// What has happened since the last time.
    public func takeFigures() -> Figures {
        defer {
            figures = Figures()
            told = heard
        }
        var figures = figures
        figures.received = heard.received - told.received
        figures.lost = heard.lost - told.lost
        return figures
    }

    /// Sends these bytes as they are from where the box knows it: for tests of what the box bears.
    public func say(_ bytes: [UInt8]) { socket?.send(bytes) }

    // MARK: coming

    func come(at now: MediaTime) {
        arrival = nil
        cameAt = now
        attempt { () throws(VisitError) in
            page = try HTTPConversation(from: own, to: plan.box, host: "localhost:\(plan.box.port)")
            page?.ask("POST", "/api/rooms/\(plan.room)/join", type: "application/json", body: "{}")
            stage = .asking
        }
    }

    /// Does what is due and takes in what has come.
    /// - Parameter space: for one datagram
    func attend(at now: MediaTime, _ space: UnsafeMutableRawBufferPointer) {
        if let arrival, now >= arrival { come(at: now) }
        attempt { () throws(VisitError) in
            switch stage {
            case .asking: try readSeat()
            case .offering: try readAnswer(at: now)
            case .connecting, .inside:
                _ = try events?.drain()
                receive(at: now, space)
                advance(to: now)
            case .outside, .gone, .failed: break
            }
            guard let cameAt, stage != .inside, !isOnTheThreshold, now - cameAt > plan.patience else { return }
            if stage != .gone { throw VisitError.tooSlow }
        }
    }

    private func readSeat() throws(VisitError) {
        guard let answer = try page?.advance() else { return }
        guard answer.status == 201 else { throw .refused(answer.status) }
        guard let token = answer.text(of: "token") else { throw .strangeAnswer }
        self.token = token
        handle = answer.text(of: "handle")
        let offer = BrowserOffer(credentials: credentials, fingerprint: identity.fingerprint, ssrc: voice.ssrc, cname: voice.cname)
        page?.ask("POST", "/api/media", token: token, type: "application/sdp", body: offer.text)
        stage = .offering
    }

    private func readAnswer(at now: MediaTime) throws(VisitError) {
        guard let answer = try page?.advance() else { return }
        guard answer.status == 201 else { throw .refused(answer.status) }
        guard let box = BoxAnswer(parsing: answer.body) else { throw .strangeAnswer }
        page = nil
        socket = try VisitorSocket(.datagrams, from: own, to: box.media)
        media = box.media
        agent = ICEControllingAgent(local: credentials, remote: box.credentials, to: box.media, at: now, using: &random)
        do { session = try DTLSSession(identity: identity, role: .client, peer: box.fingerprint, at: now) } catch { throw .noHandshake }
        if plan.holdsEvents {
            events = try HTTPConversation(from: own, to: plan.box, host: "localhost:\(plan.box.port)")
            events?.ask("GET", "/api/events", token: token)
        }
        stage = .connecting
        advance(to: now)
    }

    private func advance(to now: MediaTime) {
        if let deadline = agent?.deadline, now >= deadline { carryOut(agent?.advance(to: now) ?? []) }
        if isProved, plan.shakesHands, let deadline = session?.deadline, now >= deadline { carryOut(session?.advance(to: now) ?? [], at: now) }
        if now >= nextReport { report(at: now) }
    }

    private func carryOut(_ actions: [ICEAction]) {
        for action in actions {
            switch action {
            case .send(let bytes, _): socket?.send(bytes)
            case .allow: isProved = true
            case .expired: fail(.tooSlow)
            case .forget, .select, .consentLost, .consentBack: break
            }
        }
    }

    private func carryOut(_ actions: [DTLSAction], at now: MediaTime) {
        for action in actions {
            switch action {
            case .send(let bytes): socket?.send(bytes)
            case .connected(let keys):
                inbound = SRTPSession(profile: keys.profile, key: keys.remote, isInbound: true)
                outbound = SRTPSession(profile: keys.profile, key: keys.local, outboundSSRC: voice.ssrc)
                guard inbound != nil, outbound != nil else { return fail(.noHandshake) }
                stage = .inside
                nextReport = now + ReportPace.first(using: &random)
            case .failed: fail(.noHandshake)
            case .closed: fail(.dismissed)
            }
        }
    }

    private func attempt(_ work: () throws(VisitError) -> Void) {
        do { try work() } catch { fail(error) }
    }

    private func fail(_ error: VisitError) {
        stage = .failed(error)
        letGo()
    }

    private func letGo() {
        page = nil
        events = nil
        socket = nil
        nextReport = .distantFuture
    }

    // MARK: being there

    private func receive(at now: MediaTime, _ space: UnsafeMutableRawBufferPointer) {
        while let count = socket?.receive(into: space) {
            let datagram = UnsafeMutableRawBufferPointer(rebasing: space[..<count])
            switch PacketKind.classify(datagram.bytes) {
            case .stun: carryOut(agent?.handle(Array(datagram), from: media, at: now) ?? [])
            case .dtls: if plan.shakesHands { carryOut(session?.handle(Array(datagram), at: now) ?? [], at: now) }
            case .rtp: hear(datagram, at: now)
            case .rtcp: read(datagram, at: now)
            case .unknown: figures.forged += 1
            }
        }
    }

    private func hear(_ packet: UnsafeMutableRawBufferPointer, at now: MediaTime) {
        let length = inbound?.unprotect(packet, byteCount: packet.count) ?? 0
        let bytes = packet.bytes.extracting(first: length)
        guard length > 0, let header = RTPHeader(parsing: bytes) else { return figures.forged += 1 }
        heard.insert(header, at: now)
        if heardAt == nil { heardAt = now }
        guard decoder != nil else { return }
        var block = [Float](repeating: 0, count: 1_920)
        let count = decoder?.frameCount(of: header.payload(in: bytes)) ?? 0
        guard 1...block.count ~= count else { return }
        var space = block.mutableSpan
        _ = decoder?.decode(header.payload(in: bytes), into: &space)
        peak = block[..<count].reduce(peak) { max($0, $1.magnitude) }
    }

    private func read(_ packet: UnsafeMutableRawBufferPointer, at now: MediaTime) {
        let length = inbound?.unprotectRTCP(packet, byteCount: packet.count) ?? 0
        let bytes = packet.bytes.extracting(first: length)
        guard length > 0, var reader = RTCPReader(parsing: bytes) else { return figures.forged += 1 }
        while let item = reader.next(in: bytes) {
            switch item {
            case .senderReport(let report, let blocks):
                heard.insert(report, at: now)
                figures.reports += blocks.count
            case .receiverReport(_, let blocks): figures.reports += blocks.count
            case .sourceDescription, .goodbye, .other: break
            }
        }
    }

    /// Says the next 20 ms, if it is inside.
    func speak(at now: MediaTime, _ space: UnsafeMutableRawBufferPointer) {
        guard isInside else { return }
        for _ in 0..<insistence {
            let length = voice.write(into: space, at: now)
            guard length > 0, let protected = outbound?.protect(space, byteCount: length), protected > 0 else { continue }
            socket?.send(UnsafeRawBufferPointer(rebasing: space[..<protected]))
            figures.sent += 1
        }
    }

    private func report(at now: MediaTime) {
        nextReport = now + ReportPace.next(using: &random)
        withUnsafeTemporaryAllocation(byteCount: 256, alignment: 8) { space in
            let length = voice.writeReport(heard.report(at: now), into: space, at: now)
            guard length > 0, let protected = outbound?.protectRTCP(space, byteCount: length), protected > 0 else { return }
            socket?.send(UnsafeRawBufferPointer(rebasing: space[..<protected]))
        }
    }

    // MARK: going

    func leave(at now: MediaTime) {
        guard stage == .connecting || stage == .inside else { return }
        carryOut(session?.close() ?? [], at: now)
        stage = .gone
        letGo()
    }
}
