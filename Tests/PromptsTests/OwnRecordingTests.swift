import AudioFiles
import Foundation
import MediaTypes
import Testing

@testable import Prompts

@Suite struct OwnRecordingTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func write(_ samples: [Float], rate: Int = 44_100) throws -> String {
        let path = folder("mine.wav")
        try AudioClip(samples: samples, sampleRate: rate).write(to: path)
        return path
    }

    @Test(arguments: [8_000, 22_050, 44_100, 48_000]) func aRecordingOfAnyRateIsSaidInsteadAndAsLoud(rate: Int) throws {
        let file = try write(tone(rate, seconds: 2, amplitude: 0.5), rate: rate)
        var store = try ShippedPrompts.store(ownIn: folder("own/prompts"))
        let before = try store.samples(of: Phrase(.askPIN), in: .german)
        let listing = try store.replace("ask.pin", .german, with: file)
        #expect(listing.origin == .own && abs(listing.seconds - 2) < 0.01 && listing.problem == nil)
        #expect(abs(listing.level - (try ShippedPrompts.store().find("ask.pin", .german).level)) < 0.3)
        let after = try store.samples(of: Phrase(.askPIN), in: .german)
        #expect(after != before && abs(after.count - 32_000) < 10)
        // A later start finds it; the other language is as it was.
        let later = try ShippedPrompts.store(ownIn: folder("own/prompts"))
        #expect(try later.find("ask.pin", .german).origin == .own && later.find("ask.pin", .english).origin == .shipped)
    }

    @Test func resetBringsTheShippedOneBack() throws {
        var store = try ShippedPrompts.store(ownIn: folder("own"))
        let before = try store.samples(of: Phrase(.askPIN), in: .english)
        _ = try store.replace("ask.pin", .english, with: write(tone(16_000, amplitude: 0.5), rate: 16_000))
        #expect(try store.reset("ask.pin", .english))
        #expect(try store.samples(of: Phrase(.askPIN), in: .english) == before)
        #expect(try !store.reset("ask.pin", .english))
    }

    @Test func aSoundHasNoLanguage() throws {
        var store = try ShippedPrompts.store(ownIn: folder("own"))
        _ = try store.replace("sound.entered", nil, with: write(tone(16_000, amplitude: 0.1), rate: 16_000))
        #expect(folder.has("own/sound.entered.wav"))
    }

    @Test func theRecordingIsItsOwnersAlone() throws {
        var store = try ShippedPrompts.store(ownIn: folder("own"))
        _ = try store.replace("ask.pin", .english, with: write(tone(16_000, amplitude: 0.5), rate: 16_000))
        let mode = try FileManager.default.attributesOfItem(atPath: folder("own/en"))[.posixPermissions] as? Int
        #expect(mode == 0o700)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder("own/en")) == ["ask.pin.wav"])
    }

    private func refusal(_ samples: [Float], rate: Int = 16_000) throws -> PromptError? {
        let file = try write(samples, rate: rate)
        var store = try ShippedPrompts.store(ownIn: folder("own"))
        do {
            _ = try store.replace("ask.pin", .english, with: file)
            return nil
        } catch let error as PromptError {
            #expect(!folder.has("own/en/ask.pin.wav"))
            // What is wrong, and behind the semicolon what would be right.
            #expect(error.description.hasPrefix(file) && error.description.contains("; "))
            return error
        }
    }

    @Test func oneThatIsTooLongIsRefused() throws {
        guard case .tooLong(_, let seconds) = try refusal(tone(16_000, seconds: 31, amplitude: 0.5)) else { Issue.record("taken"); return }
        #expect(abs(seconds - 31) < 0.01)
        #expect(try refusal(tone(16_000, seconds: 30, amplitude: 0.5)) == nil)
    }

    @Test func oneThatIsTooShortIsRefused() throws {
        guard case .tooShort = try refusal(tone(16_000, seconds: 0.1, amplitude: 0.5)) else { Issue.record("taken"); return }
    }

    @Test func oneThatIsNearSilenceIsRefused() throws {
        guard case .tooQuiet = try refusal(tone(16_000, amplitude: 0.005)) else { Issue.record("taken"); return }
        #expect(try refusal(tone(16_000, amplitude: 0.02)) == nil)
    }

    @Test func oneThatIsClippedIsRefused() throws {
        let over = tone(16_000, amplitude: 3).map { min(max($0, -1), 1) }
        guard case .clipped(_, let count) = try refusal(over) else { Issue.record("taken"); return }
        #expect(count > 1_000)
    }

    @Test func oneThatHasGoneBadIsNamedAndTheShippedOneIsSaid() throws {
        var store = try ShippedPrompts.store(ownIn: folder.path)
        let shipped = try store.samples(of: Phrase(.askPIN), in: .english)
        try FileManager.default.createDirectory(atPath: folder("en"), withIntermediateDirectories: true)
        try Data("RIFF, but no more".utf8).write(to: URL(filePath: folder("en/ask.pin.wav")))
        var later = try ShippedPrompts.store(ownIn: folder.path)
        let listing = try later.find("ask.pin", .english)
        #expect(listing.origin == .shipped && listing.problem?.contains("ask.pin.wav") == true)
        #expect(try later.samples(of: Phrase(.askPIN), in: .english) == shipped)
    }
}
