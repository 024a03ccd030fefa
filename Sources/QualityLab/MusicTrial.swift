import Codecs
import MediaTypes

/// When the guard against hold music closes, and that it does not close on anybody who speaks.
enum MusicTrial {
    private static var seed: UInt64 { 425 }
    private static var musicSeconds: Double { 40 }

    static func runAll(_ reel: Reel) {
        let speech = Sounds.speech(reel, seconds: 3_600, seed: seed)
        keepOpen("speech", speech)
        for talkers in [2, 4, 8] { keepOpen("babble of \(talkers)", babble(speech, talkers)) }
        keepOpen("white noise", Sounds.leveled(Sounds.white(600 * Sounds.rate, seed: seed), dBFS: -26))
        keepOpen("speech-shaped noise", Sounds.leveled(Sounds.speechShaped(600 * Sounds.rate, seed: seed), dBFS: -26))
        keepOpen("silence", [Float](repeating: 0, count: 600 * Sounds.rate))
        let afterwards = Array(speech[..<(30 * Sounds.rate)])
        for (name, samples) in music { close(name, Sounds.leveled(samples, dBFS: -22) + afterwards) }
    }

    private static func babble(_ speech: [Float], _ talkers: Int) -> [Float] {
        let count = 600 * Sounds.rate
        let shift = (speech.count - count) / talkers
        return Sounds.leveled((0..<count).map { at in (0..<talkers).reduce(Float(0)) { $0 + speech[at + $1 * shift] } }, dBFS: -26)
    }

    private static var music: [(name: String, samples: [Float])] {
        let piano = [(strength: 1.0, decay: 2.0), (0.5, 3), (0.3, 4), (0.2, 5), (0.1, 6)]
        let celesta = [(strength: 1.0, decay: 2.2), (0.25, 4.0), (0.08, 7.0)]
        let progression = [[60, 64, 67], [57, 60, 64], [65, 69, 72], [67, 71, 74]]
        let chords = Sounds.chords(progression, eachSeconds: 0.6, seconds: musicSeconds, partials: piano)
        let broken = [60, 64, 67, 72, 67, 64, 57, 60, 64, 69, 64, 60, 65, 69, 72, 77, 72, 69].map { [$0] }
        let tune = [[72], [76], [79], [72, 76, 79], [], [69], [72], [77], [], [74], [67, 71], []]
        return [
            ("chords", chords),
            ("chords with a beat", Sounds.withBeat(chords, everySeconds: 0.5, seed: seed)),
            ("chords with pauses", Sounds.chords(progression + [[], [], []], eachSeconds: 0.9, seconds: musicSeconds, partials: piano)),
            ("broken chords", Sounds.chords(broken, eachSeconds: 0.2, seconds: musicSeconds, partials: piano)),
            ("celesta", Sounds.chords(tune, eachSeconds: 0.4, seconds: musicSeconds, partials: celesta)),
            ("tone of 440 Hz", Sounds.tone(440, seconds: musicSeconds)),
            ("tone of 1 kHz", Sounds.tone(1_000, seconds: musicSeconds)),
            ("ringing, 1 s in 5", Sounds.tone(425, seconds: musicSeconds) { $0.truncatingRemainder(dividingBy: 5) < 1 }),
            ("busy, 0.48 s in 0.96", Sounds.tone(425, seconds: musicSeconds) { $0.truncatingRemainder(dividingBy: 0.96) < 0.48 }),
        ]
    }

    /// - Returns: each change, in seconds
    private static func listen(_ samples: [Float]) -> [(isClosed: Bool, seconds: Double)] {
        guard var line = PhoneLine(.a) else { return [] }
        var guardian = MusicGuard()
        var changes: [(isClosed: Bool, seconds: Double)] = []
        line.carry(samples) { block, end in
            let before = guardian.isClosed
            guardian.process(block)
            if guardian.isClosed != before { changes.append((guardian.isClosed, Double(end) / Double(Sounds.rate))) }
        }
        return changes
    }

    private static func keepOpen(_ name: String, _ samples: [Float]) {
        let closings = listen(samples).filter(\.isClosed).count
        print("{\"trial\":\"open\",\"sound\":\"\(name)\",\"seed\":\(seed),\"minutes\":\(samples.count / Sounds.rate / 60),\"closings\":\(closings)}")
    }

    /// Music, and then somebody speaks.
    private static func close(_ name: String, _ samples: [Float]) {
        let changes = listen(samples)
        let closed = changes.first.map { "\($0.seconds)" } ?? "null"
        let end = changes.last.flatMap { $0.isClosed ? nil : $0.seconds - musicSeconds }
        let opened = end.map { "\($0)" } ?? "null"
        let early = changes.filter { !$0.isClosed && $0.seconds < musicSeconds }.count
        print("{\"trial\":\"music\",\"sound\":\"\(name)\",\"closedAfter\":\(closed),\"openedEarly\":\(early),\"openedAfter\":\(opened)}")
    }
}
