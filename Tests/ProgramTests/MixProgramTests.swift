import Foundation
import FoundationXML
import MediaTypes
import TestSound
import Testing

/// `partyline mix`, from the recordings to what each participant would hear.
@Suite(.serialized) struct MixProgramTests {
    private static let voices = [("anna", Buzz(pitch: 170)), ("ben", Buzz(pitch: 230)), ("carla", Buzz(pitch: 311))]

    /// What `mix --json` says, as far as it is looked at here.
    private struct Answer: Decodable {
        struct Participant: Decodable {
            let name: String
            let hears: String
            let heardForSeconds: Double
            let packetsReceived: Int
            let packetsLost: Int
        }
        let seconds: Double
        let picture: String
        let participants: [Participant]
    }

    /// Four seconds of each voice.
    private func record(in folder: ScratchFolder) throws -> [String] {
        try Self.voices.map { name, voice in
            try voice.write(to: folder("\(name).wav"), seconds: 4)
            return folder("\(name).wav")
        }
    }

    private func mix(_ recordings: [String], _ folder: ScratchFolder, _ options: [String] = []) throws -> Answer {
        let outcome = try BuiltProgram.run(["mix"] + recordings + ["--out", folder("mixed"), "--json"] + options)
        try #require(outcome.status == 0, "\(outcome.complaint)")
        #expect(outcome.complaint.isEmpty)
        return try JSONDecoder().decode(Answer.self, from: outcome.output)
    }

    // MARK: what is heard

    @Test(arguments: [[], ["--codec", "pcma"], ["--uncoded"]]) func eachHearsTheOthersAndNeverItself(options: [String]) throws {
        let folder = try ScratchFolder()
        let answer = try mix(record(in: folder), folder, options)
        #expect(answer.participants.map(\.name) == Self.voices.map(\.0))
        for participant in answer.participants {
            for (name, voice) in Self.voices {
                let level = try voice.level(in: participant.hears)
                let isItself = name == participant.name
                #expect(isItself ? level < Decibels(-60) : level > Decibels(-35), "\(participant.name) hears \(name) at \(level.value) dBFS")
            }
            #expect(participant.heardForSeconds > 3)
        }
    }

    @Test func lossesAreToldAndTheSameForTheSameSeed() throws {
        let folder = try ScratchFolder()
        let recordings = try record(in: folder)
        let lossy = ["--loss", "10%", "--seed", "7"]
        let first = try mix(recordings, folder, lossy)
        let sound = try Data(contentsOf: URL(filePath: first.participants[0].hears))
        let second = try mix(recordings, folder, lossy)
        #expect(first.participants.allSatisfy { $0.packetsLost > 5 }, "seed 7")
        #expect(second.participants.map(\.packetsLost) == first.participants.map(\.packetsLost), "seed 7")
        #expect(try Data(contentsOf: URL(filePath: second.participants[0].hears)) == sound, "seed 7")
    }

    // MARK: the picture

    @Test func thePictureIsWellFormedAndNamesEverybody() throws {
        let folder = try ScratchFolder()
        let picture = try mix(record(in: folder), folder).picture
        let seen = Elements()
        let parser = XMLParser(data: try Data(contentsOf: URL(filePath: picture)))
        parser.delegate = seen
        #expect(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? "")")
        #expect(seen.root == "svg")
        for (name, _) in Self.voices { #expect(seen.words.contains(name)) }
        #expect(seen.count("path") > 0)
    }

    private final class Elements: NSObject, XMLParserDelegate {
        private var names: [String] = []
        private(set) var words = ""
        var root: String? { names.first }

        func count(_ name: String) -> Int { names.count { $0 == name } }

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]
        ) { names.append(name) }

        func parser(_ parser: XMLParser, foundCharacters characters: String) { words += characters }
    }

    // MARK: refusals

    /// What is wrong is said in one line, and nothing is written.
    private func expectRefusal(_ arguments: [String], _ folder: ScratchFolder, status: Int32 = 1, says words: [String]) throws {
        let outcome = try BuiltProgram.run(["mix", "--out", folder("mixed")] + arguments)
        #expect(outcome.status == status)
        #expect(outcome.output.isEmpty)
        let lines = outcome.complaintLines
        #expect(lines.first?.hasPrefix("Error: ") == true)
        // The parser of the command line adds how it is used.
        if status == 1 { #expect(lines.count == 1) }
        for word in words { #expect(lines.first?.contains(word) == true, "\(outcome.complaint)") }
        #expect(!folder.has("mixed"))
    }

    @Test func aFileThatIsNoWAVIsNamed() throws {
        let folder = try ScratchFolder()
        let recordings = try record(in: folder)
        try "Dear Anna,\nhow are you? We are well.\n".write(toFile: folder("letter.wav"), atomically: true, encoding: .utf8)
        try expectRefusal([recordings[0], folder("letter.wav")], folder, says: [folder("letter.wav"), "is not a WAV file", "RIFF"])
    }

    @Test func aTornWAVIsNamed() throws {
        let folder = try ScratchFolder()
        let recordings = try record(in: folder)
        try Data(contentsOf: URL(filePath: recordings[0])).prefix(30).write(to: URL(filePath: folder("torn.wav")))
        try expectRefusal([folder("torn.wav"), recordings[1]], folder, says: [folder("torn.wav"), "damaged WAV file"])
    }

    @Test func aMissingFileIsNamed() throws {
        let folder = try ScratchFolder()
        let recordings = try record(in: folder)
        try expectRefusal([recordings[0], folder("bne.wav")], folder, says: [folder("bne.wav"), "does not exist"])
    }

    @Test func anImpossiblePacketTimeIsSaidWithWhatWouldBeRight() throws {
        let folder = try ScratchFolder()
        try expectRefusal(record(in: folder) + ["--ptime", "30ms"], folder, says: ["packet time", "20ms"])
    }

    @Test func anOptionWithoutTheOneItNeedsIsRefused() throws {
        let folder = try ScratchFolder()
        try expectRefusal(record(in: folder) + ["--burst"], folder, status: 64, says: ["--burst needs --loss", "10%"])
    }

    @Test func aRecordingIsNeverWrittenOver() throws {
        let folder = try ScratchFolder()
        let recordings = try record(in: folder)
        let before = try mix(recordings, folder).participants[0].hears
        try FileManager.default.moveItem(atPath: before, toPath: folder("mixed/anna-hears-hears.wav"))
        // Anna's recording is now called as what it hears will be.
        let kept = try Data(contentsOf: URL(filePath: folder("mixed/anna-hears-hears.wav")))
        try FileManager.default.linkItem(atPath: folder("mixed/anna-hears-hears.wav"), toPath: folder("anna-hears.wav"))
        let outcome = try BuiltProgram.run(["mix", folder("anna-hears.wav"), recordings[1], "--out", folder("mixed")])
        #expect(outcome.status == 1)
        #expect(outcome.complaintLines.count == 1)
        #expect(outcome.complaint.contains("would be overwritten") && outcome.complaint.contains("--out"))
        #expect(try Data(contentsOf: URL(filePath: folder("anna-hears.wav"))) == kept)
    }
}
