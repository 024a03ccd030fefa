import AudioFiles
import Foundation
import MediaTypes
import Testing

@testable import Prompts

@Suite struct PromptStoreTests {
    @Test(arguments: PromptLanguage.allCases) func everythingThatTheProgramSaysIsThere(language: PromptLanguage) throws {
        var store = try ShippedPrompts.store()
        for saying in Saying.allCases {
            #expect(try store.samples(of: Phrase(saying), in: language).count > 16_000 / 4, "\(saying)")
        }
        for sound in Sound.allCases { #expect(try store.samples(of: Phrase(sound), in: language).count > 16_000 / 4, "\(sound)") }
    }

    @Test(arguments: [8_000, 16_000, 24_000, 48_000]) func aPromptLastsAsLongAtEveryRate(rate: Int) throws {
        let store = try ShippedPrompts.store(rate: rate)
        let listing = try store.find("ask.pin", .english)
        let clip = try store.clip("ask.pin", .english)
        #expect(clip.sampleRate == rate && abs(clip.seconds - listing.seconds) < 0.001)
    }

    /// Loud and soft prompts in a row are what tells a cheap machine from a good one.
    @Test(arguments: PromptLanguage.allCases) func allAreEquallyLoudAndNoneIsClipped(language: PromptLanguage) throws {
        let store = try ShippedPrompts.store()
        for listing in store.listings() where listing.language == language {
            let level = SpeechLevel(of: try store.clip(listing.key, language).samples, sampleRate: 16_000)
            #expect(abs(level.active.value + 23) < 1, "\(listing.key): \(level.active.value) dBFS")
            #expect(level.clippedSamples == 0 && level.peak.value < 0, "\(listing.key)")
        }
    }

    @Test func aPhraseIsItsPartsWithoutAGap() throws {
        var store = try ShippedPrompts.store()
        let name = [Int16](repeating: 1_000, count: 800)
        let parts = [Phrase(.countPeople), Phrase.number(121)].map { try? store.samples(of: $0, in: .german) }
        #expect(try store.samples(of: Phrase(.countPeople) + Phrase.number(121), in: .german) == parts.compactMap { $0 }.flatMap { $0 })
        #expect(try store.samples(of: Phrase([.spokenName]) + Phrase(.roomHasEntered), in: .english, spokenName: name).prefix(800) == name[...])
    }

    @Test func theLanguagesAreNotTheSame() throws {
        var store = try ShippedPrompts.store()
        #expect(try store.samples(of: Phrase(.greeting), in: .english) != store.samples(of: Phrase(.greeting), in: .german))
    }

    @Test func whatIsKeptInMemoryIsBoundedAndSaysTheSameAgain() throws {
        var store = try ShippedPrompts.store()
        let first = try store.samples(of: Phrase(.greeting), in: .english)
        // 360 s: the store has forgotten the first by then.
        for number in 0..<1_000 { _ = try store.samples(of: Phrase.number(number), in: .german) }
        #expect(try store.samples(of: Phrase(.greeting), in: .english) == first)
    }

    @Test func aFolderWithoutPromptsIsNamedAtTheStart() throws {
        let folder = try ScratchFolder()
        #expect(throws: PromptError.notShipped(folder: folder.path, why: "\(folder.path)/index.tsv does not exist")) {
            try PromptStore(shippedIn: folder.path, ownIn: folder.path, rate: 16_000)
        }
    }

    @Test func aPromptThatIsMissingIsNamedAtTheStart() throws {
        let folder = try ScratchFolder()
        let index = try String(contentsOfFile: ShippedPrompts.folder + "/index.tsv", encoding: .utf8)
        let kept = index.split(separator: "\n").filter { !$0.hasPrefix("mute.on\tde") }.joined(separator: "\n")
        try kept.write(toFile: folder("index.tsv"), atomically: true, encoding: .utf8)
        #expect(throws: PromptError.notShipped(folder: folder.path, why: "mute.on (de) is missing")) {
            try PromptStore(shippedIn: folder.path, ownIn: folder.path, rate: 16_000)
        }
    }

    @Test func aNameThatIsNoneIsAnsweredByThoseThatLookAlike() throws {
        let store = try ShippedPrompts.store()
        #expect(throws: PromptError.noSuchPrompt("ask.pim", near: ["ask.pin"])) { try store.find("ask.pim", .english) }
        #expect(throws: PromptError.badLanguage(key: "ask.pin", languages: ["en", "de"])) { try store.find("ask.pin", nil) }
        #expect(throws: PromptError.badLanguage(key: "sound.beep", languages: [])) { try store.find("sound.beep", .german) }
    }
}
