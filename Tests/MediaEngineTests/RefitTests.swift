import Codecs
import MediaLink
import MediaTypes
import SRTP
import Testing

@testable import MediaEngine

/// Another codec, address or other keys in the middle of a call.
@Suite struct RefitTests {
    private static let keys: SRTPKeys? = {
        let key = (0..<SRTPProfile.aesCM128SHA1_80.keyBytes).map { UInt8($0) }
        return SRTPKeys(profile: .aesCM128SHA1_80, send: key, receive: key.reversed())
    }()

    /// Of a telephone that begins its stream anew.
    private static var anew: SenderSettings {
        var settings = SenderSettings()
        settings.firstSequence = 50_000
        return settings
    }

    @Test(arguments: [CodecFormat.opus, .pcma], [20, 60] as [Int64]) func nobodyNoticesARefitThatChangesNothing(format: CodecFormat, milliseconds: Int64) throws {
        var streams: [[[UInt8]]] = []
        for isRefitted in [false, true] {
            let box = VirtualBox()
            let caller = box.add(FarEnd(0, format, .speech(), packetTime: .milliseconds(milliseconds)))
            let others = [box.add(FarEnd(1, format, .speech(pitch: 190), packetTime: .milliseconds(milliseconds))), box.add(FarEnd(2, .opus))]
            // In the middle of a packet, while the caller speaks; and again while it listens.
            for span in [2_610, 1_100, 3_000] as [Int64] {
                box.run(for: .milliseconds(span))
                guard isRefitted, let leg = MediaEngine.build(caller.spec, identity: caller.identity, settings: box.settings) else { continue }
                box.apply(.refit(leg, keepsKeys: true))
            }
            #expect(box.refitted.count == (isRefitted ? 2 : 0))
            streams.append(([caller] + others).flatMap { $0.packets.map { [UInt8($0.header.marker ? 1 : 0)] + $0.header.sequenceNumber.value.description.utf8 + $0.payload } })
        }
        #expect(streams[0].count > 200)
        #expect(streams[0] == streams[1])
    }

    @Test(arguments: [false, true]) func anotherCodecGoesOnInTheSameStream(isApart: Bool) throws {
        let box = VirtualBox { $0.dtx = false }
        let before = box.add(FarEnd(0, .pcma, .pulses(500), room: isApart ? nil : 1))
        let member = box.add(FarEnd(1, .pcma, .pulses(900)))
        let id = before.identity.id
        box.run(for: .seconds(3))
        let after = box.refit(FarEnd(0, .opus, .pulses(700), room: 9, packetTime: .milliseconds(40), start: box.now) {
            $0.payloadType = 111
            $0.eventPayloadType = 101
        })
        box.run(for: .seconds(3))
        #expect(box.refitted == [id] && box.removed.isEmpty)
        let last = try #require(before.packets.last)
        let first = try #require(after.packets.first)
        #expect(last.header.sequenceNumber.distance(to: first.header.sequenceNumber) == 1)
        #expect(last.header.ssrc == first.header.ssrc)
        #expect(first.header.payloadType == 111)
        #expect(box.legReports[id].map { $0.room == (isApart ? nil : RoomID(1)) } == true)
        let heard = Measure.amplitude(of: 700, in: member.heard()[56_000..<92_000], rate: 16_000)
        #expect(isApart ? heard < 0.001 : heard > 0.03, "\(heard)")
        let hears = Measure.amplitude(of: 900, in: after.heard()[56_000..<92_000], rate: 16_000)
        #expect(isApart ? hears < 0.001 : hears > 0.03, "\(hears)")
        after.press(4, packets: 4)
        box.run(for: .seconds(1))
        #expect(box.digits == [4])
        // The new leg is a whole one: it can leave.
        box.apply(.remove(id))
        box.run(for: .milliseconds(20))
        #expect(after.isGone && box.removed == [id])
    }

    @Test func aChangeOfCodecDoesNotClick() throws {
        let box = VirtualBox()
        let format = try #require(CodecFormat.l16(16_000))
        let caller = box.add(FarEnd(0, format, .pulses(200, amplitude: 0.3)))
        let member = box.add(FarEnd(1, format))
        box.run(for: .milliseconds(3_380))
        #expect(box.isTalking(caller))
        box.refit(FarEnd(0, .pcma, .silence, start: box.now))
        box.run(for: .seconds(1))
        let audio = member.heard()
        #expect(Measure.rms(audio[53_000..<54_000]) > 0.05)
        #expect(Measure.corner(audio[53_000...]) < Measure.corner(audio[40_000..<50_000]) * 1.1)
    }

    @Test func anotherAddressTakesTheCallAlong() throws {
        let box = VirtualBox()
        let before = box.add(FarEnd(0, .pcma, .pulses(500)))
        let member = box.add(FarEnd(1, .pcma))
        box.run(for: .seconds(2))
        let address = TransportAddress(ipv4: 0x7F00_0002, port: 4_000)
        let after = box.refit(FarEnd(0, .pcma, .pulses(500), start: box.now, sends: Self.anew) {
            $0.remote = address
            $0.source = address
        })
        box.run(for: .seconds(2))
        #expect(before.packets.count + after.packets.count == 200)
        #expect(!before.packets.contains { $0.time > .seconds(2) })
        #expect(Measure.rms(member.heard()[40_000...]) > 0.03)
        #expect(box.knows(address) && !box.knows(before.spec.source))
        // An address that is another leg's is refused, and the call stays as it is.
        let taken = FarEnd(0, .pcma) { $0.source = member.spec.source }
        if let leg = MediaEngine.build(taken.spec, identity: taken.identity, settings: box.settings) { box.apply(.refit(leg, keepsKeys: true)) }
        box.run(for: .seconds(1))
        #expect(box.refitted.count == 2)
        #expect(after.packets.count == 150)
    }

    @Test func aLegThatHasGoneIsNotRefitted() {
        let box = VirtualBox()
        box.refit(FarEnd(0, .pcma))
        box.run(for: .milliseconds(20))
        #expect(box.refitted == [LegID(0)])
        #expect(box.isEmpty)
    }

    @Test func underTheSameKeysNothingIsTakenTwice() throws {
        let keys = try #require(Self.keys)
        let box = VirtualBox()
        let caller = box.add(FarEnd(0, .pcma, .pulses(500)) { $0.srtp = keys })
        box.run(for: .seconds(1))
        let old = caller.lastSent
        let leg = try #require(MediaEngine.build(caller.spec, identity: caller.identity, settings: box.settings))
        box.apply(.refit(leg, keepsKeys: true))
        box.run(for: .seconds(1))
        let forged = box.counters(caller).forged
        box.deliver(old, from: caller.source)
        box.run(for: .seconds(1))
        #expect(box.counters(caller).forged == forged + 1)
        #expect(forged == 0)
        #expect(caller.packets.count == 150)
    }

    @Test func underNewKeysTheCallGoesOn() throws {
        let keys = try #require(Self.keys)
        let box = VirtualBox()
        let before = box.add(FarEnd(0, .pcma, .pulses(500)) { $0.srtp = keys })
        let member = box.add(FarEnd(1, .pcma, .pulses(900)))
        box.run(for: .seconds(1))
        let gcm = [UInt8](repeating: 5, count: SRTPProfile.aeadAES128GCM.keyBytes)
        let newKeys = SRTPKeys(profile: .aeadAES128GCM, send: gcm, receive: gcm.reversed())
        let after = box.refit(FarEnd(0, .pcma, .pulses(500), start: box.now, sends: Self.anew) { $0.srtp = newKeys }, keepsKeys: false)
        box.run(for: .seconds(2))
        #expect(before.packets.count == 50 && after.packets.count == 100)
        #expect(Measure.amplitude(of: 900, in: after.heard()[20_000..<46_000], rate: 16_000) > 0.03)
        // The buffer of the new stream is shortened in pauses, so pulses are not in phase with each other.
        #expect(Measure.rms(member.heard()[20_000..<46_000]) > 0.03)
    }

    @Test func whatBelongsToTheCallGoesAlong() throws {
        let format = try #require(CodecFormat.l16(16_000))
        let box = VirtualBox()
        let caller = box.add(FarEnd(0, format, .pulses(500)))
        let member = box.add(FarEnd(1, format))
        let id = caller.identity.id
        box.apply(.mute(id, true))
        box.apply(.hearingGain(id, Decibels(6)))
        box.say(Announcement(.tone(1_000, amplitude: 0.1), seconds: 3), to: id)
        let recording = box.record(id, Recording(atMost: .seconds(2), silenceEnds: nil, sampleRate: 16_000))
        box.run(for: .seconds(1))
        let after = box.refit(FarEnd(0, .pcma, .pulses(700), start: box.now))
        box.run(for: .seconds(3))
        #expect(box.said.map(\.end) == [.played] && box.said[0].time == .seconds(3))
        #expect(abs(Measure.amplitude(of: 1_000, in: after.heard()[20_000..<46_000], rate: 16_000) - 0.2) < 0.01)
        #expect(box.recorded.map(\.isHeard) == [true] && box.recorded[0].time == .seconds(2))
        let samples = recording.samples.map { Float($0) / 32_768 }
        #expect(Measure.amplitude(of: 500, in: samples[..<14_000], rate: 16_000) > 0.03)
        #expect(Measure.amplitude(of: 700, in: samples[18_000...], rate: 16_000) > 0.03)
        #expect(member.heard().allSatisfy { $0 == 0 })
    }
}
