import Codecs
import MediaLink
import MediaTypes
import Testing

@testable import MediaEngine

/// What a caller says for a name.
@Suite struct RecordingTests {
    private let format: CodecFormat

    init() throws { format = try #require(CodecFormat.l16(16_000)) }

    private func recording(atMost: Int64 = 5, silenceEnds: MediaTime? = .seconds(1)) -> Recording {
        Recording(atMost: .seconds(atMost), silenceEnds: silenceEnds, sampleRate: 16_000)
    }

    @Test func silenceEndsItAndIsTrimmed() throws {
        let box = VirtualBox()
        let caller = box.add(FarEnd(0, format, .burst(600, from: 1, to: 1.7), room: nil))
        let recording = box.record(caller.identity.id, recording())
        box.run(for: .milliseconds(2_000))
        #expect(box.recorded.isEmpty && recording.samples.isEmpty)
        box.run(for: .seconds(3))
        let report = try #require(box.recorded.first)
        #expect(box.recorded.count == 1 && report.leg == caller.identity.id && report.isHeard)
        #expect(report.time > .milliseconds(2_700) && report.time < .milliseconds(2_900), "\(report.time.milliseconds) ms")
        let samples = recording.samples.map { Float($0) / 32_768 }
        // 700 ms, and what may belong to it: 100 ms before and 200 ms after.
        #expect(abs(samples.count - 16_000) <= 640, "\(samples.count)")
        #expect(abs(Measure.amplitude(of: 600, in: samples[2_000..<12_000], rate: 16_000) - 0.1) < 0.001)
        #expect(samples[..<1_000].allSatisfy { $0 == 0 } && samples[13_500...].allSatisfy { $0 == 0 })
    }

    @Test func itsLengthEndsIt() {
        let box = VirtualBox()
        let caller = box.add(FarEnd(0, format, .pulses(600), room: nil))
        let recording = box.record(caller.identity.id, recording(atMost: 2, silenceEnds: nil))
        box.run(for: .milliseconds(1_980))
        #expect(box.recorded.isEmpty)
        box.run(for: .milliseconds(20))
        #expect(box.recorded.count == 1)
        #expect(28_000...32_000 ~= recording.samples.count)
    }

    @Test func whoSaysNothingIsNotHeard() {
        let box = VirtualBox()
        // A click at 1 s, and a line that hisses.
        let caller = box.add(FarEnd(0, format, .burst(600, from: 1, to: 1.04) + .noise(amplitude: 0.001, seed: 1), room: nil))
        let recording = box.record(caller.identity.id, recording(atMost: 3))
        box.run(for: .seconds(4))
        #expect(box.recorded.map(\.isHeard) == [false])
        #expect(recording.samples.isEmpty)
    }

    @Test func theCommandEndsIt() {
        let box = VirtualBox()
        let caller = box.add(FarEnd(0, format, .pulses(600), room: nil))
        let recording = box.record(caller.identity.id, recording())
        box.run(for: .seconds(1))
        box.apply(.stopRecording(caller.identity.id))
        box.run(for: .milliseconds(20))
        #expect(box.recorded.map(\.isHeard) == [true])
        let count = recording.samples.count
        #expect(count > 8_000 && count <= 16_000)
        box.run(for: .seconds(1))
        #expect(box.recorded.count == 1 && recording.samples.count == count)
    }

    @Test func anotherOneOrTheEndOfTheCallEndsIt() {
        let box = VirtualBox()
        let caller = box.add(FarEnd(0, format, .pulses(600), room: nil))
        let first = box.record(caller.identity.id, recording())
        let stranger = box.record(LegID(99), recording())
        box.run(for: .seconds(1))
        let second = box.record(caller.identity.id, recording())
        box.run(for: .seconds(1))
        box.apply(.remove(caller.identity.id))
        box.run(for: .milliseconds(20))
        #expect(box.recorded.map(\.leg) == [LegID(99), caller.identity.id, caller.identity.id])
        #expect(box.recorded.map(\.isHeard) == [false, true, true])
        #expect(first.samples.count > 8_000 && second.samples.count > 8_000 && stranger.samples.isEmpty)
    }

    @Test func itGoesOnBesideTheRoomAndAnAnnouncement() {
        let box = VirtualBox()
        let caller = box.add(FarEnd(0, format, .pulses(600)))
        box.add(FarEnd(1, format, .pulses(900)))
        box.say(Announcement(.tone(1_500, amplitude: 0.3), seconds: 1), to: caller.identity.id)
        let recording = box.record(caller.identity.id, recording(atMost: 2))
        box.run(for: .seconds(3))
        let samples = recording.samples.map { Float($0) / 32_768 }
        #expect(Measure.amplitude(of: 600, in: samples[...], rate: 16_000) > 0.03)
        #expect(Measure.amplitude(of: 900, in: samples[...], rate: 16_000) < 0.001)
        #expect(Measure.amplitude(of: 1_500, in: samples[...], rate: 16_000) < 0.001)
    }

    @Test func aRecordingServesOnce() {
        let recording = recording()
        #expect(recording.use())
        #expect(!recording.use())
    }
}
