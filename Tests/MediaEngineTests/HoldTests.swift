import Codecs
import MediaLink
import MediaTypes
import Testing

@testable import MediaEngine

/// Hold and resume, the own volume, and who is muted, or silent, without knowing it.
@Suite struct HoldTests {
    private let format: CodecFormat

    init() throws { format = try #require(CodecFormat.l16(16_000)) }

    @Test func onHoldNothingFlowsEitherWay() throws {
        let box = VirtualBox()
        let caller = box.add(FarEnd(0, format, .pulses(500)))
        let member = box.add(FarEnd(1, format, .pulses(900)))
        box.run(for: .seconds(3))
        box.apply(.turn(caller.identity.id, .inactive))
        box.run(for: .seconds(3))
        box.apply(.turn(caller.identity.id, .sendReceive))
        box.run(for: .seconds(3))
        let held = caller.packets.filter { $0.time > .seconds(3) && $0.time <= .seconds(6) }
        #expect(held.isEmpty)
        #expect(member.heard()[49_000..<95_000].allSatisfy { $0 == 0 })
        #expect(Measure.rms(member.heard()[97_000..<140_000]) > 0.03)
        #expect(Measure.rms(caller.heard()[97_000..<140_000]) > 0.03)
        // The stream goes on where it stopped, and time has passed.
        let last = try #require(caller.packets.last { $0.time <= .seconds(3) })
        let next = try #require(caller.packets.first { $0.time > .seconds(3) })
        #expect(last.header.sequenceNumber.distance(to: next.header.sequenceNumber) == 1)
        #expect(last.header.timestamp.distance(to: next.header.timestamp) == (next.time - last.time).frames(sampleRate: 16_000))
        #expect(next.header.marker)
    }

    @Test func holdDoesNotClickInTheRoom() {
        let box = VirtualBox()
        let caller = box.add(FarEnd(0, format, .pulses(200, amplitude: 0.3)))
        let member = box.add(FarEnd(1, format))
        box.run(for: .milliseconds(3_380))
        box.apply(.turn(caller.identity.id, .inactive))
        box.run(for: .seconds(1))
        let audio = member.heard()
        #expect(Measure.rms(audio[53_000..<54_000]) > 0.05)
        #expect(audio[55_000...].allSatisfy { $0 == 0 })
        #expect(Measure.corner(audio[50_000...]) < Measure.corner(audio[40_000..<50_000]) * 1.1)
    }

    @Test func whoIsOnHoldMaySendNothingForMinutesAndStays() {
        let box = VirtualBox()
        let caller = box.add(FarEnd(0, .pcma, .pulses(500)))
        let other = box.add(FarEnd(1, .pcma, .pulses(900)))
        box.run(for: .seconds(1))
        box.apply(.turn(caller.identity.id, .inactive))
        caller.isMute = true
        other.isMute = true
        box.run(for: .seconds(120))
        #expect(box.removed == [other.identity.id])
        #expect(box.legReports[caller.identity.id]?.silentFor == .zero)
        // Resumed, and still nothing: a minute of patience begins when the first packet has come.
        box.apply(.turn(caller.identity.id, .sendReceive))
        caller.isMute = false
        box.run(for: .seconds(1))
        caller.isMute = true
        box.run(for: .seconds(62))
        #expect(box.removed == [other.identity.id, caller.identity.id])
    }

    @Test func eachDirectionCanBeHeldByItself() {
        let box = VirtualBox()
        let caller = box.add(FarEnd(0, format, .pulses(500)))
        let member = box.add(FarEnd(1, format, .pulses(900)))
        box.apply(.turn(caller.identity.id, .listenOnly))
        box.run(for: .seconds(2))
        #expect(member.heard().allSatisfy { $0 == 0 } && Measure.rms(caller.heard()[16_000...]) > 0.03)
        box.apply(.turn(caller.identity.id, .sendOnly))
        box.run(for: .seconds(2))
        #expect(Measure.rms(member.heard()[40_000...]) > 0.03)
        #expect(!caller.packets.contains { $0.time > .seconds(2) })
    }

    @Test func onHoldAnAnnouncementPassesUnheard() {
        let box = VirtualBox()
        let caller = box.add(FarEnd(0, format, room: nil))
        box.run(for: .seconds(1))
        box.apply(.turn(caller.identity.id, .inactive))
        box.say(Announcement(.tone(500, amplitude: 0.2), seconds: 1), to: caller.identity.id)
        box.run(for: .milliseconds(500))
        box.apply(.turn(caller.identity.id, .sendReceive))
        box.run(for: .seconds(1))
        #expect(box.said.map(\.end) == [.played] && box.said[0].time == .seconds(2))
        #expect(Measure.amplitude(of: 500, in: caller.heard()[24_500..<31_000], rate: 16_000) > 0.19)
        #expect(caller.heard()[..<24_000].allSatisfy { $0 == 0 })
    }

    // MARK: volume

    @Test(arguments: [Float(-12), 6]) func theOwnVolumeIsOnesOwn(gain: Float) {
        let box = VirtualBox()
        box.add(FarEnd(0, format, .pulses(500)))
        let caller = box.add(FarEnd(1, format))
        let member = box.add(FarEnd(2, format))
        box.run(for: .seconds(2))
        box.apply(.hearingGain(caller.identity.id, Decibels(gain)))
        box.run(for: .seconds(2))
        #expect(box.hasOwnEncoder(caller))
        let change = Measure.change(caller.heard()[36_000..<63_000], against: member.heard()[36_000..<63_000])
        #expect(abs(change - Double(gain)) < 0.1, "\(change) dB")
        box.apply(.hearingGain(caller.identity.id, Decibels(0)))
        box.run(for: .seconds(6))
        #expect(!box.hasOwnEncoder(caller))
        #expect(caller.heard()[68_000...] == member.heard()[68_000...])
        #expect(caller.heard()[..<32_000] == member.heard()[..<32_000])
    }

    @Test func theOwnVolumeHoldsForWhatIsSaidAndNeverClips() throws {
        let box = VirtualBox()
        let caller = box.add(FarEnd(0, format, room: nil))
        box.apply(.hearingGain(caller.identity.id, Decibels(12)))
        box.say(Announcement(.tone(500, amplitude: 0.05), seconds: 1), to: caller.identity.id)
        box.run(for: .seconds(1))
        #expect(abs(Measure.amplitude(of: 500, in: caller.heard()[4_000..<15_000], rate: 16_000) / 0.05 - 3.98) < 0.02)
        box.say(Announcement(.tone(500, amplitude: 0.9), seconds: 1), to: caller.identity.id)
        box.run(for: .seconds(1))
        let peak = try #require(caller.heard().map(\.magnitude).max())
        #expect(peak > 0.9 && peak <= 0.981)
    }

    // MARK: reminders

    @Test func whoIsMutedAndSpeaksIsReminded() {
        let box = VirtualBox()
        let caller = box.add(FarEnd(0, format, .pulses(500)))
        let listener = box.add(FarEnd(1, format, .noise(amplitude: 0.001, seed: 4)))
        let coughs = box.add(FarEnd(2, format, .burst(500, from: 2, to: 2.4)))
        box.run(for: .seconds(2))
        #expect(box.reminded.isEmpty)
        for leg in [caller, listener, coughs] { box.apply(.mute(leg.identity.id, true)) }
        box.run(for: .seconds(9))
        #expect(box.reminded.map(\.leg) == [caller.identity.id, caller.identity.id])
        // 600 ms of tone take two pulses and the pause between them.
        #expect(box.reminded[0].time - .seconds(2) >= .milliseconds(600) && box.reminded[0].time - .seconds(2) < .milliseconds(1_200))
        #expect(box.reminded[1].time - box.reminded[0].time >= .seconds(5))
        #expect(box.reminded[1].time - box.reminded[0].time < .seconds(6))
    }

    @Test func itIsReportedHowLongNothingHasCome() throws {
        let box = VirtualBox()
        let caller = box.add(FarEnd(0, .pcma, .silence))
        let never = box.add(FarEnd(1, .pcma, .silence))
        never.isMute = true
        box.run(for: .seconds(5))
        #expect(try #require(box.legReports[caller.identity.id]).silentFor < .milliseconds(260))
        caller.isMute = true
        box.run(for: .seconds(15))
        let silent = try #require(box.legReports[caller.identity.id]).silentFor
        #expect(silent > .seconds(13) && silent <= .seconds(15), "\(silent.milliseconds) ms")
        #expect(try #require(box.legReports[never.identity.id]).silentFor > .seconds(18))
    }
}
