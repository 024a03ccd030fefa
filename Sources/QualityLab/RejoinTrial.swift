import AudioFiles
import Codecs
import MediaLink
import MediaTypes
import Rehearsal

/// What sharing an encoder costs a listener who keeps leaving it: every three seconds it makes a short sound, gets an encoder of its own,
/// and rejoins its class at the next quiet frame. Against it, the same listener silent: it should hear the same, from one encoder all along.
struct RejoinTrial {
    let kilobits: Int32
    /// When the first of its sounds comes, so that rejoins fall at other places of the speech.
    let firstSecond: Int

    static func runAll(_ reel: Reel, folder: String) throws {
        try AudioClip(samples: reel.samples, sampleRate: Reel.rate).write(to: "\(folder)/original.wav")
        for kilobits in [12, 16, 24] as [Int32] {
            for firstSecond in 0..<3 { try RejoinTrial(kilobits: kilobits, firstSecond: firstSecond).run(reel, folder) }
        }
    }

    private var settings: MediaSettings {
        var settings = MediaSettings()
        settings.speechLevel = nil
        return settings
    }

    private func run(_ reel: Reel, _ folder: String) throws {
        let name = "\(kilobits)-\(firstSecond)"
        let (shared, rejoinCount) = try hear(reel, while: bursts(count: reel.samples.count))
        let (undisturbed, _) = try hear(reel, while: [])
        try AudioClip(samples: shared, sampleRate: Reel.rate).write(to: "\(folder)/\(name)-shared.wav")
        try AudioClip(samples: undisturbed, sampleRate: Reel.rate).write(to: "\(folder)/\(name)-undisturbed.wav")
        print(
            """
            {"kilobits":\(kilobits),"rejoins":\(rejoinCount),"shared":"\(name)-shared.wav","undisturbed":"\(name)-undisturbed.wav",\
            "cuts":\(reel.cutsInJSON)}
            """)
    }

    /// What the listener hears while it says `words` itself.
    private func hear(_ reel: Reel, while words: [Float]) throws -> (heard: [Float], rejoinCount: Int) {
        var speaker = RehearsalPart(name: "speaker", clip: reel.samples)
        speaker.sends.format = CodecFormat.l16(Reel.rate) ?? .opus
        speaker.direction = .sendOnly
        var listener = RehearsalPart(name: "listener", clip: words)
        listener.bitrate = .kilobits(kilobits)
        // Somebody has to stay in the class, or the listener would take its encoder along.
        var other = RehearsalPart(name: "other", clip: [])
        other.bitrate = .kilobits(kilobits)
        other.direction = .listenOnly
        let rehearsal = try Rehearsal([speaker, listener, other], settings: settings, seed: 1)
        let end = MediaTime.frames(reel.samples.count, sampleRate: Reel.rate) + .milliseconds(500)
        var wasAlone = false
        var rejoinCount = 0
        while rehearsal.now < end {
            rehearsal.tick()
            let isAlone = rehearsal.state(of: 1).encodeClass == nil
            if wasAlone, !isAlone { rejoinCount += 1 }
            wasAlone = isAlone
        }
        rehearsal.finishListening()
        return (rehearsal.takeHeard(by: 1), rejoinCount)
    }

    /// 200 ms of a buzz, every three seconds.
    private func bursts(count: Int) -> [Float] {
        (0..<count).map { frame in
            let place = (frame + (3 - firstSecond) * Reel.rate) % (3 * Reel.rate)
            return place >= Reel.rate / 5 ? 0 : place % 80 < 40 ? 0.1 : -0.1
        }
    }
}
