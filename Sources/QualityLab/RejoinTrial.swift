import AudioFiles
import Codecs
import MediaLink
import MediaTypes
import Rehearsal

/// What sharing an encoder costs a listener who keeps leaving it: every three seconds it makes a short sound, gets an encoder of its own,
/// and rejoins its class at the next quiet frame. Against it, one encoder of its own all along, fed with the very same mix.
struct RejoinTrial {
    let kilobits: Int32

    static func runAll(_ reel: Reel, folder: String) throws {
        try AudioClip(samples: reel.samples, sampleRate: Reel.rate).write(to: "\(folder)/original.wav")
        for kilobits in [12, 16, 24] as [Int32] { try RejoinTrial(kilobits: kilobits).run(reel, folder) }
    }

    private var settings: MediaSettings {
        var settings = MediaSettings()
        settings.speechLevel = nil
        return settings
    }

    private func run(_ reel: Reel, _ folder: String) throws {
        let (shared, rejoinCount) = try hear(reel, .opus)
        let (mix, _) = try hear(reel, CodecFormat.l16(Reel.rate) ?? .opus)
        try AudioClip(samples: shared, sampleRate: Reel.rate).write(to: "\(folder)/\(kilobits)-shared.wav")
        try AudioClip(samples: privatelyEncoded(mix), sampleRate: Reel.rate).write(to: "\(folder)/\(kilobits)-private.wav")
        print(
            """
            {"kilobits":\(kilobits),"rejoins":\(rejoinCount),"shared":"\(kilobits)-shared.wav","private":"\(kilobits)-private.wav",\
            "cuts":\(reel.cutsInJSON)}
            """)
    }

    /// What the listener hears when its leg has this codec.
    private func hear(_ reel: Reel, _ format: CodecFormat) throws -> (heard: [Float], rejoinCount: Int) {
        var speaker = RehearsalPart(name: "speaker", clip: reel.samples)
        speaker.sends.format = CodecFormat.l16(Reel.rate) ?? .opus
        speaker.direction = .sendOnly
        var listener = RehearsalPart(name: "listener", clip: Self.bursts(count: reel.samples.count))
        listener.sends.format = format
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
    private static func bursts(count: Int) -> [Float] {
        (0..<count).map { frame in
            let place = frame % (3 * Reel.rate)
            return place < Reel.rate / 5 && place % 80 < 40 ? 0.1 : place < Reel.rate / 5 ? -0.1 : 0
        }
    }

    private func privatelyEncoded(_ mix: [Float]) -> [Float] {
        let frames = Reel.rate / 50
        let encoding = EncoderSettings(
            format: .opus, inputRate: Reel.rate, packetFrames: frames, bitrate: .kilobits(kilobits), complexity: settings.complexity,
            dtx: settings.dtx, maxBandwidth: settings.maxBandwidth)
        guard var encoder = AudioEncoder(encoding), var decoder = AudioDecoder(.opus, outputRate: Reel.rate) else { return [] }
        var heard: [Float] = []
        var isPausing = false
        for start in stride(from: 0, to: mix.count - frames + 1, by: frames) {
            var payload = [UInt8](repeating: 0, count: 1_200)
            var payloadSpan = payload.mutableSpan
            var space = payloadSpan.mutableBytes
            let packet = encoder.encode(Array(mix[start..<start + frames]).span, into: &space)
            var block = [Float](repeating: 0, count: frames)
            var output = block.mutableSpan
            if packet.isSilent, isPausing {
                _ = decoder.conceal(frameCount: frames, into: &output)
            } else {
                _ = decoder.decode(Array(payload[..<packet.byteCount]).span.bytes, into: &output)
            }
            isPausing = packet.isSilent
            heard += block
        }
        return heard
    }
}
