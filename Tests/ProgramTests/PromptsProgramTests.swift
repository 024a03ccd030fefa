import AudioFiles
import Foundation
import Testing

/// `partyline prompts` as an admin uses it.
@Suite struct PromptsProgramTests {
    private let folder: ScratchFolder
    private let configuration: String

    init() throws {
        folder = try ScratchFolder()
        configuration = folder("partyline.yaml")
        try "state_directory: state\n".write(toFile: configuration, atomically: true, encoding: .utf8)
    }

    private struct Listing: Decodable {
        let key: String
        let language: String?
        let origin: String
        let seconds: Double
        let level: Double
        let text: String
    }

    private func run(_ arguments: String...) throws -> BuiltProgram.Outcome {
        try BuiltProgram.run(["prompts"] + arguments + ["--config", configuration])
    }

    private func listing(_ key: String, _ language: String) throws -> Listing? {
        try JSONDecoder().decode([Listing].self, from: run("list", "--language", language, "--json").output).first { $0.key == key }
    }

    private func recording(amplitude: Float) throws -> String {
        let samples = (0..<88_200).map { frame -> Float in amplitude * Float(sin(Double(frame) / 10)) }
        try AudioClip(samples: samples, sampleRate: 48_000).write(to: folder("mine.wav"))
        return folder("mine.wav")
    }

    @Test func everyPromptIsListedWithWhatItSays() throws {
        let greeting = try #require(try listing("greeting", "de"))
        #expect(greeting.text.hasPrefix("Guten Tag") && greeting.origin == "shipped")
        #expect(greeting.seconds > 1 && abs(greeting.level + 23) < 1)
        let table = try run("list", "--language", "en")
        #expect(table.status == 0 && String(decoding: table.output, as: UTF8.self).contains("Please enter your pin."))
    }

    @Test func aRecordingIsPutInAndTakenOutAgain() throws {
        let replaced = try run("replace", "ask.pin", "--language", "de", recording(amplitude: 0.5))
        #expect(replaced.status == 0)
        #expect(String(decoding: replaced.output, as: UTF8.self) == "ask.pin (de) is now your recording: 1.8 s, at -23 dBFS\n")
        #expect(try listing("ask.pin", "de")?.origin == "own")
        #expect(try run("reset", "ask.pin", "--language", "de").status == 0)
        #expect(try listing("ask.pin", "de")?.origin == "shipped")
    }

    @Test func aRecordingThatIsTooQuietIsRefusedInOneLineThatSaysWhatIsRight() throws {
        let refused = try run("replace", "ask.pin", "--language", "de", recording(amplitude: 0.001))
        #expect(refused.status == 1 && refused.complaintLines.count == 1)
        #expect(refused.complaint.contains("mine.wav is too quiet: -63.0 dBFS") && refused.complaint.contains("at least -43 dBFS is right"))
    }

    @Test func aPromptIsWrittenToAFile() throws {
        #expect(try run("play", "sound.beep", "--out", folder("beep.wav")).status == 0)
        #expect(try abs(AudioClip(reading: folder("beep.wav"), rate: 16_000).seconds - 0.8) < 0.01)
    }

    @Test func aKeyThatIsNoneIsAnsweredByTheNearest() throws {
        let refused = try run("play", "greetin", "--language", "en", "--out", folder("x.wav"))
        #expect(refused.status == 1 && refused.complaint == "Error: there is no prompt \"greetin\"; there is: greeting\n")
    }
}
