import MediaLink
import MediaTypes
import Rehearsal

/// How the jitter buffer keeps up with a path that shakes, and with a clock that runs fast or slow.
enum PathTrial {
    static func runAll(_ reel: Reel) throws {
        try shake(reel)
        try drift(reel, ppm: 1_000)
        try drift(reel, ppm: -1_000)
    }

    private static func rehearse(_ reel: Reel, seconds: Int, ppm: Double = 0) throws -> Rehearsal {
        var settings = MediaSettings()
        settings.speechLevel = nil
        var speaker = RehearsalPart(name: "speaker", clip: reel.looped(seconds: seconds))
        speaker.sends.clockPPM = ppm
        var listener = RehearsalPart(name: "listener", clip: [])
        listener.direction = .listenOnly
        return try Rehearsal([speaker, listener], settings: settings, seed: 7)
    }

    /// Ten seconds of a clean path, forty of one with jitter of +-60 ms, of which the first ten are for settling, then a clean one again.
    private static func shake(_ reel: Reel) throws {
        let rehearsal = try rehearse(reel, seconds: 80)
        let calm = run(rehearsal, until: 10)
        var quality = PathQuality()
        quality.jitter = .milliseconds(60)
        rehearsal.setPath(quality, of: 0)
        let settling = run(rehearsal, until: 20)
        let shaken = run(rehearsal, until: 50)
        rehearsal.setPath(PathQuality(), of: 0)
        let after = run(rehearsal, until: 80)
        let wanted = (calm.delaysMs.suffix(50).max() ?? 0) + 20
        let back = (after.delaysMs.lastIndex { $0 > wanted } ?? -1) + 1
        print(
            """
            {"trial":"jitter","concealedPercentSettling":\(settling.concealedPercent),"concealedPercent":\(shaken.concealedPercent),\
            "delayBeforeMs":\(calm.delaysMs.last ?? 0),"delayInJitterMs":\(median(shaken.delaysMs)),\
            "delayAfterMs":\(after.delaysMs.last ?? 0),\
            "backAfterSeconds":\(Double(back) / 50)}
            """)
    }

    private static func drift(_ reel: Reel, ppm: Double) throws {
        let rehearsal = try rehearse(reel, seconds: 130, ppm: ppm)
        _ = run(rehearsal, until: 10)
        let first = run(rehearsal, until: 20)
        let middle = run(rehearsal, until: 110)
        let last = run(rehearsal, until: 120)
        print(
            """
            {"trial":"drift","ppm":\(Int(ppm)),"concealedPercent":\(middle.concealedPercent),"delayAtFirstMs":\(median(first.delaysMs)),\
            "delayAtLastMs":\(median(last.delaysMs)),"delayMostMs":\(middle.delaysMs.max() ?? 0)}
            """)
    }

    private struct Stretch {
        var delaysMs: [Int] = []
        var concealedPercent = 0.0
    }

    private static func run(_ rehearsal: Rehearsal, until seconds: Int64) -> Stretch {
        var stretch = Stretch()
        let before = rehearsal.state(of: 0)
        while rehearsal.now < .seconds(seconds) {
            rehearsal.tick()
            stretch.delaysMs.append(Int(rehearsal.state(of: 0).bufferDelay.milliseconds))
        }
        let now = rehearsal.state(of: 0)
        stretch.concealedPercent =
            Double(now.concealedFrames - before.concealedFrames) / Double(max(now.playedFrames - before.playedFrames, 1)) * 100
        return stretch
    }

    private static func median(_ values: [Int]) -> Int {
        let sorted = values.sorted()
        return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    }
}
