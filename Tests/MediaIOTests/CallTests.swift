import MediaIO
import MediaLink
import MediaTypes
import Testing

/// What the media service does for callers: the way into rooms, what is said to them, recordings, other media.
@Suite(.serialized) struct CallTests {
    private static func start() throws -> MediaService {
        try MediaService.start(settings: MediaSettings(), address: TransportAddress(ipv4: 0x7F00_0001, port: 0), workerCount: 0, callPorts: 22_000...22_099)
    }

    /// A caller who is apart, at a port of its own.
    private static func caller(_ media: MediaService, ssrc: UInt32 = 7, room: UInt32? = nil) throws -> (Telephone, CallPort, LegID) {
        let telephone = try #require(Telephone(ssrc: ssrc))
        let port = try media.reservePort()
        return (telephone, port, try media.add(telephone.spec(port: port, room: room)).leg)
    }

    /// Half a second of a loud square wave at 16 kHz.
    private static func sound(_ manner: AnnouncementManner = .instead) -> Announcement {
        Announcement(samples: (0..<8_000).map { $0 % 32 < 16 ? 9_000 : -9_000 }, manner: manner)
    }

    /// Whether there is sound in one of the next packets of mu-law.
    private static func hears(_ telephone: Telephone, inPackets count: Int = 100) -> Bool {
        (0..<count).contains { _ in
            guard let packet = telephone.next(), packet.bytes.count == 172 else { return false }
            return packet.bytes[12...].contains { $0 & 0x7F < 0x40 }
        }
    }

    /// How an announcement has ended.
    private static func end(of id: AnnouncementID, _ media: MediaService) -> AnnouncementEnd? {
        media.report { report -> AnnouncementEnd? in
            switch report {
            case .said(_, id, let end), .announced(_, id, let end): end
            default: nil
            }
        }
    }

    /// Whether something was said when a recording has ended.
    private static func isHeard(_ leg: LegID, _ media: MediaService) -> Bool? {
        media.report { report -> Bool? in if case .recorded(leg, let isHeard) = report { isHeard } else { nil } }
    }

    // MARK: rooms

    @Test func aCallerEntersARoomAndStepsOut() throws {
        let media = try Self.start()
        let (_, _, leg) = try Self.caller(media)
        func isIn(_ room: RoomID?) -> Bool {
            media.report { if case .leg(let report) = $0, report.leg == leg, report.room == room { true } else { nil } } ?? false
        }
        #expect(isIn(nil))
        try media.enter(leg, room: RoomID(3))
        #expect(isIn(RoomID(3)))
        try media.stepOut(leg)
        #expect(isIn(nil))
    }

    @Test func onHoldNothingIsSentAndAfterwardsItIs() throws {
        let media = try Self.start()
        let (telephone, _, leg) = try Self.caller(media)
        #expect(telephone.next() != nil)
        try media.turn(leg, .inactive)
        // Two reports in a row, a second apart, between which nothing went out.
        var last = -1
        let isSilent = media.report { report -> Bool? in
            guard case .leg(let state) = report, state.leg == leg else { return nil }
            defer { last = state.counters.sent }
            return state.counters.sent == last ? true : nil
        }
        #expect(isSilent == true)
        _ = telephone.rest()
        try media.turn(leg, .sendReceive)
        #expect(telephone.next() != nil)
    }

    // MARK: what is said

    @Test func whatIsSaidToACallerIsHeardByThatOneAlone() throws {
        let media = try Self.start()
        let (one, _, leg) = try Self.caller(media, ssrc: 1)
        let (other, _, _) = try Self.caller(media, ssrc: 2)
        let id = try media.say(Self.sound(), to: leg)
        #expect(Self.hears(one))
        #expect(Self.end(of: id, media) == .played)
        #expect(other.rest().allSatisfy { $0.bytes.dropFirst(12).allSatisfy { $0 & 0x7F >= 0x40 } })
    }

    @Test func whatIsStoppedAndWhatNobodyHearsIsToldAsSuch() throws {
        let media = try Self.start()
        let (telephone, _, leg) = try Self.caller(media)
        let endless = try media.say(Self.sound(.loop), to: leg)
        #expect(Self.hears(telephone))
        try media.stopSaying(leg)
        #expect(Self.end(of: endless, media) == .stopped)
        let unheard = try media.say(Self.sound(), to: LegID(9_999))
        #expect(Self.end(of: unheard, media) == .legGone)
    }

    @Test func aRoomHearsItsAnnouncement() throws {
        let media = try Self.start()
        let members = try (1...2).map { try Self.caller(media, ssrc: $0, room: 5) }
        let id = try media.announce(Self.sound(.inFront), in: RoomID(5))
        for (telephone, _, _) in members { #expect(Self.hears(telephone)) }
        #expect(Self.end(of: id, media) == .played)
    }

    /// The media thread reads it meanwhile.
    @Test func whatIsSaidIsKeptUntilItsEndIsTold() throws {
        struct Weak { weak var announcement: Announcement? }
        let media = try Self.start()
        let (_, _, leg) = try Self.caller(media)
        var sound: Announcement? = Self.sound()
        let known = Weak(announcement: sound)
        let id = try media.say(try #require(sound), to: leg)
        sound = nil
        #expect(known.announcement != nil)
        #expect(Self.end(of: id, media) == .played)
        #expect(known.announcement == nil)
    }

    // MARK: recordings

    @Test func whatACallerSaysIsRecorded() throws {
        let media = try Self.start()
        let (telephone, port, leg) = try Self.caller(media)
        let recording = Recording(atMost: .seconds(3), silenceEnds: nil, sampleRate: media.settings.mixRate)
        try media.record(leg, into: recording)
        // The box sends as often as a telephone does, so its packets are the clock.
        for _ in 0..<50 {
            telephone.speak(to: port.port)
            #expect(telephone.next() != nil)
        }
        try media.stopRecording(leg)
        #expect(Self.isHeard(leg, media) == true)
        #expect(recording.samples.count > 8_000 && recording.samples.contains { $0 > 3_000 })
    }

    @Test func aRecordingServesOnceAndHasTheMixRate() throws {
        let media = try Self.start()
        let (_, _, leg) = try Self.caller(media)
        let recording = Recording(atMost: .seconds(3), silenceEnds: nil, sampleRate: media.settings.mixRate)
        try media.record(leg, into: recording)
        #expect(throws: MediaError.self) { try media.record(leg, into: recording) }
        #expect(throws: MediaError.self) {
            try media.record(leg, into: Recording(atMost: .seconds(3), silenceEnds: nil, sampleRate: media.settings.mixRate / 2))
        }
        // Who leaves has said nothing.
        try media.remove(leg)
        #expect(Self.isHeard(leg, media) == false)
    }

    // MARK: other media

    @Test func aRefitToAnAddressOfSomebodyElseIsRefusedAndNothingHasChanged() throws {
        let media = try Self.start()
        let (one, other) = (try #require(Telephone(ssrc: 1)), try #require(Telephone(ssrc: 2)))
        let leg = try media.add(one.spec(port: nil)).leg
        _ = try media.add(other.spec(port: nil))
        #expect(throws: MediaError.addressInUse) { try media.refit(leg, other.spec(port: nil)) }
        #expect(throws: MediaError.noSuchLeg) { try media.refit(LegID(9_999), one.spec(port: nil)) }
        #expect(try media.refit(leg, one.spec(port: nil)).leg == leg)
        #expect(one.next() != nil)
    }

    @Test func anAddressThatARefitHasLeftIsFree() throws {
        let media = try Self.start()
        let (one, other) = (try #require(Telephone(ssrc: 1)), try #require(Telephone(ssrc: 2)))
        let leg = try media.add(one.spec(port: nil)).leg
        _ = try media.refit(leg, other.spec(port: nil))
        #expect(throws: MediaError.addressInUse) { try media.add(other.spec(port: nil)) }
        _ = try media.add(one.spec(port: nil))
    }

    @Test func afterTheEndNothingIsTaken() throws {
        let media = try Self.start()
        let (telephone, _, leg) = try Self.caller(media)
        media.stop()
        #expect(throws: MediaError.busy) { try media.say(Self.sound(), to: leg) }
        #expect(throws: MediaError.busy) { try media.announce(Self.sound(), in: RoomID(1)) }
        #expect(throws: MediaError.busy) { try media.refit(leg, telephone.spec(port: nil)) }
        #expect(throws: MediaError.busy) { try media.reservePort() }
    }
}
