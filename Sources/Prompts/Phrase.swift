/// What is said in one go: prompts, one after the other.
///
/// The silence that belongs to each is in its file: long after a sentence, short within one.
public struct Phrase: Sendable, Hashable {
    public enum Part: Sendable, Hashable {
        /// A prompt by its key in prompts.yaml.
        case prompt(String)
        /// What a participant has said when asked for a name; whose, the one who plays it knows.
        case spokenName
    }

    public private(set) var parts: [Part]

    public init(_ parts: [Part] = []) { self.parts = parts }
    public init(_ sayings: Saying...) { parts = sayings.map { .prompt($0.rawValue) } }
    public init(_ sound: Sound) { parts = [.prompt(sound.rawValue)] }

    public var isEmpty: Bool { parts.isEmpty }

    public static func + (first: Phrase, second: Phrase) -> Phrase { Phrase(first.parts + second.parts) }
    public static func += (first: inout Phrase, second: Phrase) { first.parts += second.parts }

    /// The largest number that can be said.
    public static var largestNumber: Int { 999 }

    /// A number at the end of a sentence, in both languages: each number up to 99 is a prompt of its own, since German says the ones
    /// first ("einundzwanzig"), and hundreds come before it, as "two hundred and" or "zweihundert".
    /// - Parameter number: below 0 is said as 0, above `largestNumber` as that
    public static func number(_ number: Int) -> Phrase {
        let number = min(max(number, 0), largestNumber)
        let (hundreds, rest) = (number / 100 * 100, number % 100)
        if hundreds == 0 { return Phrase([.prompt("number.\(rest)")]) }
        if rest == 0 { return Phrase([.prompt("number.\(hundreds)")]) }
        return Phrase([.prompt("number.\(hundreds).and"), .prompt("number.\(rest)")])
    }
}
