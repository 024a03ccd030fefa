import Codecs
import MediaEngine
import MediaLink
import MediaTypes
import SRTP

/// A room with a leg of each codec, as an input tells what comes to it: a byte that says from where and how, two of length, and the
/// datagram. After each there may be ticks, so that jitter buffers and decoders take what has come.
/// Nothing may trap, and the heap must be at the end as it was at the beginning: the engine has all that it will ever need.
struct ReceiveScene: ~Copyable {
    /// The legs, in the order of their addresses. Those with keys are of cheap codecs, since they are made anew for each input.
    enum Guest: UInt8, CaseIterable { case opus, pcmu, pcma, g722, l16, secure, mobile, stranger }

    /// Opus and telephone keys; the others have their static payload types.
    static let opusType: UInt8 = 96
    static let redType: UInt8 = 97
    static let eventType: UInt8 = 101
    static let wideType: UInt8 = 98

    static let secureProfile = SRTPProfile.aesCM128SHA1_80
    static let mobileProfile = SRTPProfile.aeadAES128GCM

    /// An input is not to keep the processor with nothing but ticks.
    private static let mostTicks = 20
    private static let settings = {
        var settings = MediaSettings()
        settings.maxLegs = Guest.allCases.count
        settings.maxRooms = 1
        settings.mixRate = 8_000
        return settings
    }()

    private var engine = MediaEngine(settings: settings)
    private var now = MediaTime.zero
    private var tickCount = 0
    private var departed: [LegBox] = []

    /// - Parameter present: of the guests, a bit each; making legs is what takes longest, so those that an input never mentions are left out
    private init(present: UInt8) {
        departed.reserveCapacity(Guest.allCases.count)
        var random = SplitMix64(seed: 1)
        now += Self.settings.tick
        engine.begin(at: now)
        for guest in Guest.allCases {
            let identity = LegIdentity(id: LegID(UInt32(guest.rawValue)), using: &random)
            guard present & 1 << guest.rawValue != 0, let spec = Self.spec(guest) else { continue }
            guard let leg = MediaEngine.build(spec, identity: identity, settings: Self.settings) else { preconditionFailure("no leg") }
            engine.apply(.add(leg))
        }
        performPhases()
    }

    static func run(_ bytes: RawSpan) {
        var present: UInt8 = 0
        forEachDatagram(bytes) { how, _ in present |= 1 << (how & 7) }
        // A stranger may be the mobile one.
        if present & 1 << Guest.stranger.rawValue != 0 { present |= 1 << Guest.mobile.rawValue }
        var scene = ReceiveScene(present: present)
        let before = allocatedBytes()
        forEachDatagram(bytes) { how, datagram in
            scene.take(datagram, from: Guest(rawValue: how & 7) ?? .stranger, isByKeyHolder: how & 8 != 0)
            for _ in 0..<(how >> 4) { scene.tick() }
        }
        scene.tick()
        precondition(allocatedBytes() == before, "receiving has taken memory")
        for leg in scene.departed { MediaEngine.free(leg) }
    }

    private static func forEachDatagram(_ bytes: RawSpan, _ take: (UInt8, RawSpan) -> Void) {
        var offset = 0
        while let how = bytes.byte(at: offset), let length = bytes.uint16(at: offset + 1) {
            let datagram = bytes.bytes(in: offset + 3..<offset + 3 + Int(length))
            take(how, datagram)
            offset += 3 + datagram.byteCount
        }
    }

    /// The first byte of a datagram in an input.
    static func how(_ guest: Guest, isByKeyHolder: Bool = false, ticks: UInt8 = 0) -> UInt8 {
        guest.rawValue | (isByKeyHolder ? 8 : 0) | ticks << 4
    }

    static func key(_ profile: SRTPProfile) -> [UInt8] { (0..<profile.keyBytes).map { UInt8(7 * $0 + 1) } }

    private static func spec(_ guest: Guest) -> LegSpec? {
        guard let codec = codec(guest) else { return nil }
        // Nobody hears, so nothing is encoded: that is not what is looked at here.
        var spec = LegSpec(
            room: RoomID(1), format: codec.format, direction: .sendOnly, remote: address(guest), source: address(guest),
            payloadType: codec.payloadType, packetTime: .milliseconds(20), bitrate: .kilobits(24))
        spec.eventPayloadType = eventType
        spec.redPayloadType = redType
        if let profile = profile(guest) { spec.srtp = SRTPKeys(profile: profile, send: key(profile), receive: key(profile)) }
        spec.isMobile = guest == .mobile
        return spec
    }

    static func codec(_ guest: Guest) -> (format: CodecFormat, payloadType: UInt8)? {
        switch guest {
        case .opus: (.opus, opusType)
        case .pcmu, .secure: (.pcmu, 0)
        case .pcma, .mobile: (.pcma, 8)
        case .g722: (.g722, 9)
        case .l16: CodecFormat.l16(16_000).map { ($0, wideType) }
        case .stranger: nil
        }
    }

    private static func profile(_ guest: Guest) -> SRTPProfile? {
        switch guest {
        case .secure: secureProfile
        // A mobile participant may come from an address that nobody knows yet.
        case .mobile, .stranger: mobileProfile
        default: nil
        }
    }

    private static func address(_ guest: Guest) -> TransportAddress {
        TransportAddress(ipv4: 0x7F00_0001, port: 10_000 + UInt16(guest.rawValue))
    }

    /// In memory that ends where the datagram does.
    private mutating func take(_ datagram: RawSpan, from guest: Guest, isByKeyHolder: Bool) {
        let byteCount = datagram.byteCount
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount + SRTPSession.trailerRoomBytes, alignment: 1)
        datagram.withUnsafeBytes { memory.copyMemory(from: $0) }
        let length = isByKeyHolder ? Self.protect(memory, byteCount, of: guest) : byteCount
        let exact = UnsafeMutableRawBufferPointer.allocate(byteCount: length, alignment: 1)
        exact.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<length]))
        memory.deallocate()
        now += .milliseconds(1)
        _ = engine.receive(exact, from: Self.address(guest), at: now)
        exact.deallocate()
    }

    /// - Returns: the new length; what the session refuses stays as it is
    private static func protect(_ memory: UnsafeMutableRawBufferPointer, _ byteCount: Int, of guest: Guest) -> Int {
        guard let profile = profile(guest), let session = SRTPSession(profile: profile, key: key(profile), isInbound: false) else { return byteCount }
        let isControl = byteCount > 1 && 192...223 ~= memory[1]
        let length = isControl ? session.protectRTCP(memory, byteCount: byteCount) : session.protect(memory, byteCount: byteCount)
        return length > 0 ? length : byteCount
    }

    private mutating func tick() {
        guard tickCount < Self.mostTicks else { return }
        tickCount += 1
        now += Self.settings.tick
        engine.begin(at: now)
        performPhases()
    }

    private mutating func performPhases() {
        for item in 0..<engine.itemCount(.listen) { engine.perform(.listen, item) }
        engine.mix()
        for item in 0..<engine.itemCount(.encode) { engine.perform(.encode, item) }
        for item in 0..<engine.itemCount(.send) { engine.perform(.send, item) }
        engine.finish()
        while let report = engine.reports.pointee.take() { if case .removed(_, let leg?) = report { departed.append(leg) } }
    }
}

/// Of the whole heap, as the address sanitizer counts it.
@_silgen_name("__sanitizer_get_current_allocated_bytes") private func allocatedBytes() -> Int
