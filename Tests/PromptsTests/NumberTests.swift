import Testing

@testable import Prompts

/// Numbers as they are put together, read back as text in both languages.
@Suite struct NumberTests {
    /// What an ear would write down: the prompts' texts, in which the figures are words by another route than ours.
    private func spoken(_ number: Int, _ language: PromptLanguage) -> String {
        Phrase.number(number).parts.map { part in
            guard case .prompt(let key) = part else { return "?" }
            let fields = key.split(separator: ".")
            let figure = Int(fields[1]) ?? -1
            let isFollowed = fields.count == 3
            return language == .english ? english(figure, isFollowed) : german(figure)
        }.joined(separator: language == .english ? " " : "")
    }

    private let ones = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
        "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ]
    private let tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    private let einer = [
        "null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf", "dreizehn", "vierzehn",
        "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn",
    ]
    private let zehner = ["", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"]

    /// The words of one prompt, as espeak-ng reads its figures.
    private func english(_ figure: Int, _ isFollowed: Bool) -> String {
        if figure >= 100 { return "\(ones[figure / 100]) hundred\(isFollowed ? " and" : "")" }
        if figure < 20 { return ones[figure] }
        return tens[figure / 10] + (figure % 10 == 0 ? "" : "-" + ones[figure % 10])
    }

    private func german(_ figure: Int) -> String {
        if figure >= 100 { return (figure == 100 ? "ein" : einer[figure / 100]) + "hundert" }
        if figure < 20 { return einer[figure] }
        return (figure % 10 == 0 ? "" : (figure % 10 == 1 ? "ein" : einer[figure % 10]) + "und") + zehner[figure / 10]
    }

    @Test(arguments: [
        (0, "zero"), (7, "seven"), (12, "twelve"), (21, "twenty-one"), (99, "ninety-nine"), (100, "one hundred"),
        (101, "one hundred and one"), (111, "one hundred and eleven"),
        (245, "two hundred and forty-five"), (900, "nine hundred"), (999, "nine hundred and ninety-nine"),
    ])
    func inEnglish(number: Int, words: String) { #expect(spoken(number, .english) == words) }

    @Test(arguments: [
        (0, "null"), (1, "eins"), (16, "sechzehn"), (17, "siebzehn"), (21, "einundzwanzig"), (30, "dreißig"), (76, "sechsundsiebzig"),
        (100, "einhundert"), (101, "einhunderteins"),
        (121, "einhunderteinundzwanzig"), (245, "zweihundertfünfundvierzig"), (999, "neunhundertneunundneunzig"),
    ])
    func inGerman(number: Int, words: String) { #expect(spoken(number, .german) == words) }

    @Test func everyNumberIsItselfAndHasItsPrompts() throws {
        let index = try PromptIndex(in: ShippedPrompts.folder)
        for number in 0...Phrase.largestNumber {
            var sum = 0
            for case .prompt(let key) in Phrase.number(number).parts {
                let fields = key.split(separator: ".")
                sum += Int(fields[1]) ?? -1_000
                for language in PromptLanguage.allCases {
                    let text = try #require(index.entry(key, language)?.text)
                    #expect(text.hasPrefix(String(fields[1])), "\(key) says \(text)")
                }
            }
            #expect(sum == number)
        }
    }

    @Test func onlyWhatIsFollowedIsSaidAsIfMoreCame() {
        for number in 0...Phrase.largestNumber {
            let keys = Phrase.number(number).parts.map { part -> String in if case .prompt(let key) = part { key } else { "" } }
            #expect(keys.dropLast().allSatisfy { $0.hasSuffix(".and") } && keys.last?.hasSuffix(".and") == false)
        }
    }

    @Test(arguments: [(-1, 0), (Int.min, 0), (1_000, 999), (Int.max, 999)]) func beyondItsBoundsANumberIsTheBound(number: Int, said: Int) {
        #expect(Phrase.number(number) == Phrase.number(said))
    }
}
