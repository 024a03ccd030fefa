import Codecs
import MediaEngine
import MediaLink
import MediaTypes
import RTP

/// The whole engine in virtual time: twenty guests come, talk, lose packets and go, and both machines must send the same.
///
/// L16 shows the mix as it was before any encoder: to the bit, if levels did not pass through the mathematics library on their way into a
/// leveller's gain. So the room is played twice: without levellers, to the bit; with them, to one step of 16 bits.
enum EngineAnswers {
    static func give(to answers: inout AnswerStream) {
        let origin = MediaTime.seconds(1)
        var arriving: [Datagram] = []
        for (index, guest) in EngineGuest.all.enumerated() { arriving += guest.datagrams(index, origin: origin, &answers) }
        for isLevelled in [false, true] {
            var settings = MediaSettings()
            settings.maxLegs = EngineGuest.all.count
            settings.maxRooms = 1
            if !isLevelled { settings.speechLevel = nil }
            var room = EngineRoom(settings, origin: origin, arriving)
            room.play()
            give(room.sent, levelled: isLevelled, to: &answers)
        }
    }

    private static func give(_ sent: SentByEngine, levelled: Bool, to answers: inout AnswerStream) {
        let section = levelled ? "levelled" : "engine"
        // What is worked out in integers, or in floats that no function of the mathematics library has touched.
        answers.begin(section, "RTP headers")
        for value in sent.headers { answers.give(value) }
        answers.end()
        answers.begin(section, "RTCP")
        for byte in sent.control { answers.give(Int(byte)) }
        answers.end()
        answers.begin(section, "reports: counts, times")
        for value in sent.counts { answers.give(value) }
        answers.note = "up to \(sent.mostTalkers) talkers, \(sent.mostOwnEncoders) encoders of their own, \(sent.mostClasses) classes"
        answers.require(sent.mostTalkers == 3 && sent.mostOwnEncoders > 3, otherwise: "nobody came and went")
        answers.require(sent.concealedFrames > 0 && sent.recoveredByFEC > 0, otherwise: "nothing was lost and recovered")
        answers.end()
        answers.begin(section, "reports: levels", tolerance: 1e-6)
        for value in sent.levels { answers.give(value) }
        answers.end()

        answers.begin(section, "the mix, as L16", tolerance: levelled ? step : 0)
        for sample in sent.waveform { answers.give(Float(sample) / 32_768) }
        answers.end()
        answers.begin(section, "the mix, as PCMU and PCMA")
        for byte in sent.lawPayloads { answers.give(Int(byte)) }
        answers.end()

        // Encoded in another way, and so compared by what it is for (see `CodecAnswers`).
        answers.begin(section, "the mix, as Opus", tolerance: 0.05)
        let error = errorToSignal(sent.shown.map { Float($0) / 32_768 }, sent.heard, delay: 104)
        answers.give(error)
        answers.give(Float(sent.opusBytes) / Float(EngineGuest.ticks))
        answers.note = "error to signal \(Int(error * 1_000)) of 1000, \(sent.opusBytes) bytes"
        answers.end()
    }

    /// Of 16 bits, with what a float rounds off.
    private static var step: Float { 1.001 / 32_768 }
}
