import AudioFiles
import Codecs
import MediaLink
import MediaTypes
import Rehearsal

/// How much of what could be had from the packets that arrived our receiver gets: one speaker behind a path that loses packets, heard by a
/// listener without a codec.
struct LossTrial {
    enum Recovery: String, CaseIterable { case fec, red }

    let recovery: Recovery
    let lossPercent: Int
    let seed: UInt64

    private static var lossesPercent: [Int] { [0, 5, 10, 20] }
    private static var seeds: [UInt64] { [1, 2] }

    static func runAll(_ reel: Reel, folder: String) throws {
        try AudioClip(samples: reel.samples, sampleRate: Reel.rate).write(to: "\(folder)/original.wav")
        for recovery in Recovery.allCases {
            for lossPercent in lossesPercent {
                // Without loss all seeds are the same.
                for seed in lossPercent == 0 ? [1] : seeds {
                    try LossTrial(recovery: recovery, lossPercent: lossPercent, seed: seed).run(reel, folder)
                }
            }
        }
    }

    private func run(_ reel: Reel, _ folder: String) throws {
        var speaker = RehearsalPart(name: "speaker", clip: reel.samples)
        // What browsers announce to their encoder: the loss that there is.
        speaker.sends.fecForLossPercent = recovery == .fec ? max(lossPercent, 5) : 0
        speaker.sends.redundancy = recovery == .red ? 1 : 0
        speaker.path.loss = Double(lossPercent) / 100
        let name = "\(recovery)-\(lossPercent)-\(seed)"
        let (heard, state) = try listen(to: speaker)
        try AudioClip(samples: heard, sampleRate: Reel.rate).write(to: "\(folder)/\(name)-ours.wav")
        let best = try OfflineDecoding(speaker, seed: seed)
        try AudioClip(samples: best.samples, sampleRate: Reel.rate).write(to: "\(folder)/\(name)-best.wav")
        let counters = state.counters
        print(
            """
            {"recovery":"\(recovery)","loss":\(lossPercent),"seed":\(seed),"ours":"\(name)-ours.wav","best":"\(name)-best.wav",\
            "oursRecovered":\(counters.recoveredByRED + counters.recoveredByFEC),"bestRecovered":\(best.recoveredCount),\
            "lost":\(best.lostCount),\
            "concealedFrames":\(state.concealedFrames),"bestConcealedFrames":\(best.concealedFrames),"cuts":\(reel.cutsInJSON)}
            """)
    }

    private func listen(to speaker: RehearsalPart) throws -> (heard: [Float], state: LegReport) {
        var settings = MediaSettings()
        settings.speechLevel = nil
        // It is the receiver that is looked at, not the choice of talkers.
        settings.hangover = .seconds(60)
        var listener = RehearsalPart(name: "listener", clip: [])
        listener.sends.format = CodecFormat.l16(Reel.rate) ?? .opus
        listener.direction = .listenOnly
        let rehearsal = try Rehearsal([speaker, listener], settings: settings, seed: seed)
        let end = MediaTime.frames(speaker.clip.count, sampleRate: Reel.rate) + .milliseconds(500)
        while rehearsal.now < end { rehearsal.tick() }
        rehearsal.finishListening()
        return (rehearsal.takeHeard(by: 1), rehearsal.state(of: 0))
    }
}
