import AllocationCounter
import COpus
import Codecs
import MediaLink
import MediaTypes
import RTP
import SRTP
import Testing

@testable import MediaEngine

/// In steady state nothing in the engine asks for memory.
@Suite(.serialized) struct AllocationTests {
    @Test func theCounterSeesSwiftAndTheLibraries() {
        allocation_counter_arm()
        let array = [Int](repeating: 1, count: Int.random(in: 100...200))
        #expect(allocation_counter_disarm() >= 1)
        #expect(array.count >= 100)
        allocation_counter_arm()
        let encoder = opus_encoder_create(48_000, 1, OPUS_APPLICATION_VOIP, nil)
        #expect(allocation_counter_disarm() >= 1)
        opus_encoder_destroy(encoder)
        allocation_counter_arm()
        let raw = UnsafeMutableRawPointer.allocate(byteCount: 256, alignment: 64)
        #expect(allocation_counter_disarm() >= 1)
        raw.deallocate()
    }

    /// A second of Opus packets, made once and sent again and again with new numbers.
    private static func payloads(_ signal: Signal) -> [[UInt8]] {
        let far = FarEnd(0, .opus, signal)
        return far.send(until: .seconds(1)).map { Array($0.1[12...]) }
    }

    @Test func tenThousandTicksOfSteadyStateAllocateNothing() throws {
        let legCount = 100
        let tickCount = 10_000
        var settings = MediaSettings()
        // The cheapest encoder will do: it is the same code.
        settings.complexity = 0
        var engine = MediaEngine(settings: settings)
        var random = SplitMix64(seed: 71)
        let key = [UInt8](repeating: 9, count: SRTPProfile.aesCM128SHA1_80.keyBytes)
        let gcm = [UInt8](repeating: 9, count: SRTPProfile.aeadAES128GCM.keyBytes)
        engine.begin(at: .zero)
        var protections: [SRTPProfile?] = []
        for number in 0..<legCount {
            let address = TransportAddress(ipv4: 0x7F00_0001, port: UInt16(10_000 + number))
            var spec = LegSpec(room: RoomID(1), format: .opus, remote: address, source: address, payloadType: 96,
                               packetTime: .milliseconds(number % 10 == 3 ? 60 : 20), bitrate: .kilobits(24))
            if number % 10 == 5 {
                spec.redPayloadType = 97
                spec.redundancy = 1
            }
            protections.append(number % 10 == 7 ? .aesCM128SHA1_80 : number % 10 == 8 ? .aeadAES128GCM : nil)
            if number % 10 == 9 { spec.format = .pcma }
            // Some are apart, and come and go.
            if number % 20 == 9 { spec.room = nil }
            spec.srtp = protections[number].flatMap { $0 == .aeadAES128GCM ? SRTPKeys(profile: $0, send: gcm, receive: gcm) : SRTPKeys(profile: $0, send: key, receive: key) }
            let box = try #require(MediaEngine.build(spec, identity: LegIdentity(id: LegID(UInt32(number)), using: &random), settings: settings))
            engine.apply(.add(box))
        }
        engine.performPhases()
        engine.finish()
        let traffic = Traffic(speech: Self.payloads(.speech(pitch: 150)), noise: Self.payloads(.noise(amplitude: 0.003, seed: 3)), protections: protections, key: key, gcm: gcm)
        let calls = Calls(legCount: legCount)
        // The first ten seconds are not steady yet: floors are learned, and the runtime looks up each type at its first use.
        for tick in 1...500 {
            traffic.prepare(tick)
            for command in calls.commands(tick) { _ = traffic.commands.insert(command) }
            traffic.run(tick, &engine)
        }
        var allocatingTicks: [Int] = []
        var forks = 0
        var privateBefore = 0
        var ended = 0
        for tick in 501...500 + tickCount {
            traffic.prepare(tick)
            for command in calls.commands(tick) { _ = traffic.commands.insert(command) }
            allocation_counter_arm()
            traffic.run(tick, &engine)
            if allocation_counter_disarm() > 0 { allocatingTicks.append(tick) }
            let own = (0..<engine.legCount).count { engine.legs[Int(engine.occupied[$0])].pointee.hasOwnEncoder }
            forks += max(own - privateBefore, 0)
            privateBefore = own
            ended += calls.takeEnded(traffic.taken)
        }
        print("ticks of", tickCount, "that allocated:", allocatingTicks.count)
        #expect(allocatingTicks.isEmpty)
        #expect(ended > 500, "\(ended) announcements and recordings")
        #expect(forks > 100, "\(forks) forks")
        #expect(traffic.sent > 100_000, "\(traffic.sent) packets")
    }
}

/// What a hundred legs send: three speak for two seconds, then three others; the rest is quiet noise, or silent.
private final class Traffic {
    private let speech: [[UInt8]]
    private let noise: [[UInt8]]
    private let protections: [SRTPProfile?]
    private let simple: SessionBox?
    private let strong: SessionBox?
    private let packets: UnsafeMutableRawBufferPointer
    private var lengths: [Int]
    /// Of the telephones.
    private let hum = [UInt8](repeating: 0xD5, count: 160)
    private static let slot = 512
    private(set) var sent = 0
    /// For the next tick.
    let commands = Ring<Command>(capacity: 16)
    /// Reports of the last tick.
    private(set) var taken: [Report] = []

    init(speech: [[UInt8]], noise: [[UInt8]], protections: [SRTPProfile?], key: [UInt8], gcm: [UInt8]) {
        self.speech = speech
        self.noise = noise
        self.protections = protections
        simple = SessionBox(SRTPSession(profile: .aesCM128SHA1_80, key: key, isInbound: false))
        strong = SessionBox(SRTPSession(profile: .aeadAES128GCM, key: gcm, isInbound: false))
        packets = .allocate(byteCount: protections.count * Self.slot, alignment: 16)
        lengths = [Int](repeating: 0, count: protections.count)
        taken.reserveCapacity(1_000)
    }

    deinit { packets.deallocate() }

    /// Builds the packets of one tick.
    func prepare(_ tick: Int) {
        for number in 0..<lengths.count {
            let speaks = number / 3 == tick / 100 % 33
            lengths[number] = 0
            // Most of the silent have DTX: a packet with nothing in it every 400 ms.
            let isPausing = !speaks && number % 4 != 0
            guard !isPausing || (tick + number) % 20 == 0 else { continue }
            // The speakers pause together, so that quiet frames come by and legs rejoin.
            let payload = number % 10 == 9 ? hum : isPausing ? Array(noise[0].prefix(1)) : speaks ? speech[tick % speech.count] : noise[(tick + 7 * number) % noise.count]
            let packet = rtpPacket(payload, payloadType: 96, sequence: SequenceNumber(UInt16(truncatingIfNeeded: tick)),
                                   timestamp: RTPTimestamp(UInt32(truncatingIfNeeded: tick * (number % 10 == 9 ? 160 : 960))), ssrc: UInt32(number + 1))
            let place = UnsafeMutableRawBufferPointer(rebasing: packets[number * Self.slot..<(number + 1) * Self.slot])
            place.copyBytes(from: packet)
            switch protections[number] {
            case .aesCM128SHA1_80: lengths[number] = simple?.protect(place, byteCount: packet.count) ?? 0
            case .aeadAES128GCM: lengths[number] = strong?.protect(place, byteCount: packet.count) ?? 0
            default: lengths[number] = packet.count
            }
        }
    }

    /// Everything that the media thread does in a tick.
    func run(_ tick: Int, _ engine: inout MediaEngine) {
        let now = MediaTime.milliseconds(Int64(20 * tick))
        for number in 0..<lengths.count where lengths[number] > 0 {
            let place = UnsafeMutableRawBufferPointer(rebasing: packets[number * Self.slot..<number * Self.slot + lengths[number]])
            _ = engine.receive(place, from: TransportAddress(ipv4: 0x7F00_0001, port: UInt16(10_000 + number)), at: now - .milliseconds(7))
        }
        engine.begin(at: now)
        while let command = commands.take() { engine.apply(command) }
        engine.performPhases()
        engine.finish()
        engine.note(duration: .milliseconds(3), missed: 0)
        sent += engine.outbox.count
        taken.removeAll(keepingCapacity: true)
        while let report = engine.reports.pointee.take() { taken.append(report) }
    }
}

/// What callers do: something is said to every leg in turn and to the room, some say their names, and some go out and come in again.
private final class Calls {
    private let announcements: [Announcement]
    private var recordings: [Recording] = []
    private let legCount: Int
    private var next: UInt64 = 0
    /// Two profiles in turn.
    private var usual = MediaSettings()
    private var other = MediaSettings()

    init(legCount: Int) {
        self.legCount = legCount
        usual.complexity = 0
        other.complexity = 1
        other.talkers = 5
        other.speechLevel = nil
        other.inbandFEC = false
        other.jitterMax = .milliseconds(200)
        let manners: [AnnouncementManner] = [.inFront, .instead, .loop]
        announcements = manners.map { Announcement(.tone(500, amplitude: 0.1), seconds: 0.7, manner: $0) }
    }

    func commands(_ tick: Int) -> [Command] {
        guard tick % 7 == 0 else { return [] }
        let leg = LegID(UInt32(tick / 7 % legCount))
        next += 2
        var commands: [Command] = [.say(leg, AnnouncementID(next), announcements[tick / 7 % 3].sound)]
        switch tick / 7 % 8 {
        case 0: commands.append(.announce(RoomID(1), AnnouncementID(next + 1), announcements[0].sound))
        case 1:
            recordings.append(Recording(atMost: .seconds(1), silenceEnds: .milliseconds(300), sampleRate: 16_000))
            commands.append(.record(leg, recordings[recordings.count - 1].memory))
        case 2: commands.append(.hearingGain(leg, Decibels(tick % 2 == 0 ? 3 : 0)))
        case 3: commands.append(.stepOut(LegID(UInt32(20 * (tick / 56 % 5) + 9))))
        case 4: commands.append(.tune(tick % 2 == 0 ? usual : other))
        case 5: commands.append(.enter(LegID(UInt32(20 * (tick / 56 % 5) + 9)), RoomID(1)))
        case 6: commands.append(.turn(leg, .inactive))
        case 7: commands.append(.turn(LegID(UInt32((tick / 7 - 1) % legCount)), .sendReceive))
        default: break
        }
        return commands
    }

    func takeEnded(_ reports: [Report]) -> Int {
        reports.count {
            switch $0 {
            case .said, .announced, .recorded: true
            default: false
            }
        }
    }
}
