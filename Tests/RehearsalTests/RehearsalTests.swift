import Codecs
import MediaLink
import MediaTypes
import Testing

@testable import Rehearsal

@Suite struct RehearsalTests {
    private static let rate = 16_000

    /// A buzz between two times, in seconds.
    private func buzz(from start: Double, to end: Double, length: Double = 4) -> [Float] {
        (0..<Int(length * Double(Self.rate))).map { frame in
            let time = Double(frame) / Double(Self.rate)
            return time < start || time >= end ? 0 : frame % 100 < 50 ? 0.1 : -0.1
        }
    }

    private var settings: MediaSettings {
        var settings = MediaSettings()
        settings.speechLevel = nil
        return settings
    }

    private func hear(_ parts: [RehearsalPart], seed: UInt64 = 1) throws -> [[Float]] {
        let rehearsal = try Rehearsal(parts, settings: settings, seed: seed)
        while rehearsal.now < .milliseconds(4_500) { rehearsal.tick() }
        rehearsal.finishListening()
        return parts.indices.map { rehearsal.takeHeard(by: $0) }
    }

    private func level(_ samples: [Float], from start: Double, to end: Double) -> Float {
        let span = samples[Int(start * Double(Self.rate))..<Int(end * Double(Self.rate))]
        return Decibels(meanSquare: span.reduce(0) { $0 + $1 * $1 } / Float(span.count)).value
    }

    @Test(
        "each hears the others and not itself, through every codec",
        arguments: [CodecFormat.opus, .pcmu, .pcma, .g722, CodecFormat.l16(16_000) ?? .opus])
    func othersAndNotOneself(format: CodecFormat) throws {
        var parts = [RehearsalPart(name: "a", clip: buzz(from: 0.5, to: 1.5)), RehearsalPart(name: "b", clip: buzz(from: 2.5, to: 3.5))]
        for number in parts.indices { parts[number].sends.format = format }
        let heard = try hear(parts)
        // Speech of -20 dBFS; the codecs that code sample by sample have a noise of their own.
        #expect(level(heard[0], from: 2.8, to: 3.4) > -23)
        #expect(level(heard[1], from: 0.8, to: 1.4) > -23)
        #expect(level(heard[0], from: 0.8, to: 1.4) < -60)
        #expect(level(heard[1], from: 2.8, to: 3.4) < -60)
    }

    @Test func allThatWasSentLastsAsLongAsTheRehearsal() throws {
        var parts = [RehearsalPart(name: "a", clip: buzz(from: 0.5, to: 1)), RehearsalPart(name: "b", clip: [])]
        parts[0].packetTime = .milliseconds(60)
        parts[1].sends.dtx = true
        for heard in try hear(parts) { #expect(heard.count == 4_500 * Self.rate / 1_000) }
    }

    @Test func theSameSeedGivesTheSameSound() throws {
        var speaker = RehearsalPart(name: "a", clip: buzz(from: 0.5, to: 3))
        speaker.path.loss = 0.1
        speaker.path.jitter = .milliseconds(40)
        let parts = [speaker, RehearsalPart(name: "b", clip: [])]
        let first = try hear(parts, seed: 3)[1]
        #expect(try hear(parts, seed: 3)[1] == first)
        #expect(try hear(parts, seed: 4)[1] != first)
    }

    @Test func theTraceTellsTalkersFromThoseWhoAreOnlyLoud() throws {
        var settings = settings
        settings.talkers = 1
        let parts = [
            RehearsalPart(name: "a", clip: buzz(from: 0.5, to: 2.5)), RehearsalPart(name: "b", clip: buzz(from: 1, to: 2).map { $0 / 4 }),
        ]
        let rehearsal = try Rehearsal(parts, settings: settings, seed: 1)
        var trace = RehearsalTrace(names: ["a", "b"], tick: settings.tick)
        while rehearsal.now < .seconds(4) {
            rehearsal.tick()
            trace.note(rehearsal)
        }
        #expect(trace.time(of: 0, in: .talker) > .seconds(2))
        #expect(trace.time(of: 1, in: .talker) == .zero)
        #expect(trace.time(of: 1, in: .unheard) > .seconds(1))
    }

    @Test func whatCannotBeSentIsSaidBefore() {
        var part = RehearsalPart(name: "a", clip: [])
        part.packetTime = .milliseconds(30)
        #expect(throws: RehearsalError.self) { try Rehearsal([part], settings: settings, seed: 1) }
    }
}

@Suite struct ImpairedPathTests {
    private func fates(_ quality: PathQuality, count: Int = 20_000) -> [MediaTime?] {
        var path = ImpairedPath(quality, seed: 11)
        return (0..<count).map { path.arrival(sentAt: .milliseconds(Int64($0) * 20)) }
    }

    @Test("losses are as frequent and as long as asked for, seed 11", arguments: [0.05, 0.2], [1.0, 3.0])
    func losses(loss: Double, burst: Double) {
        var quality = PathQuality()
        quality.loss = loss
        quality.lossBurst = burst
        let isLost = fates(quality).map { $0 == nil }
        let lost = isLost.count { $0 }
        let bursts = zip(isLost, [false] + isLost).count { $0 && !$1 }
        #expect(abs(Double(lost) / Double(isLost.count) - loss) < loss * 0.15)
        // By chance alone losses come 1 / (1 - loss) in a row.
        let expected = burst == 1 ? 1 / (1 - loss) : burst
        #expect(abs(Double(lost) / Double(bursts) - expected) < expected * 0.15)
    }

    @Test func jitterSpreadsAroundTheMeanAndNeverBelowTheDelay() {
        var quality = PathQuality()
        quality.jitter = .milliseconds(60)
        let delays = fates(quality).enumerated().compactMap { index, arrival in
            arrival.map { ($0 - .milliseconds(Int64(index) * 20)).milliseconds }
        }
        #expect(delays.min() == 20)
        #expect((138...140).contains(delays.max() ?? 0))
    }
}

@Suite struct TracePictureTests {
    @Test func namesAreEscapedAndLongOnesShortened() throws {
        let rehearsal = try Rehearsal(
            [RehearsalPart(name: "x", clip: []), RehearsalPart(name: "y", clip: [])], settings: MediaSettings(), seed: 1)
        var trace = RehearsalTrace(names: ["<a&b>", "a-very-long-name-of-0870"], tick: .milliseconds(20))
        for _ in 0..<100 {
            rehearsal.tick()
            trace.note(rehearsal)
        }
        let svg = TracePicture(trace, title: "a \"title\"").draw()
        #expect(svg.contains("&lt;a&amp;b&gt;") && !svg.contains("<a&b>"))
        #expect(svg.contains("a-very…f-0870"))
        #expect(svg.contains("a &quot;title&quot;"))
        #expect(svg.hasSuffix("</svg>\n"))
        // Nobody was heard.
        #expect(!svg.contains("<path"))
    }
}
