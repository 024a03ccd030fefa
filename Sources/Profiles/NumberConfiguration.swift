/// Where calls to a number lead: `numbers.NUMBER` in partyline.yaml.
public struct NumberConfiguration: Sendable, Hashable {
    /// As it is dialled; nil for `*`: every number that has no entry of its own.
    public let number: PhoneNumber?
    /// The room; nil: any, by its number or PIN. `room`
    public internal(set) var room: String?
    /// What callers are spoken to in; nil: as their trunk says. `language`
    public internal(set) var language: PromptLanguage?
    /// The trunk by which the calls come; nil: any, or none. `trunk`
    public internal(set) var trunk: String?

    init(_ number: PhoneNumber?) { self.number = number }

    static let settings: [Setting<NumberConfiguration>] = [
        Setting("room", optional: \.room, .name, .any("a name of a room"), example: "plenum", "the room; without it any, by its number or PIN"),
        Setting(
            "language", optional: \.language, .word, .oneOf(PromptLanguage.allCases), example: .english, "what callers are spoken to in"),
        Setting("trunk", optional: \.trunk, .name, .any("a name of a trunk"), example: "provider", "the trunk by which the calls come"),
    ]

    /// The name of an entry: a number, or `*`.
    static let anyNumber = "*"
}

extension [NumberConfiguration] {
    /// Fewer digits could be an extension, which is the end of many a number.
    private static var leastEnd: Int { 6 }

    /// The entry for a call. Trunks name the number that was dialled in many ways: `+4930123456`, `004930123456`, `4930123456`,
    /// `030123456` and `30123456` are all one number. In this order:
    /// 1. the entry with the same digits, with or without the plus;
    /// 2. the entry that ends as the number does, or the other way round, without the zeros in front: in six digits at least. Of several
    ///    the one that has the most digits in common; if there are two of those, neither;
    /// 3. `*`.
    /// - Parameters:
    ///   - dialled: the user part of the URI that was called, as it came
    ///   - trunk: by which the call came; nil for a caller from `phone.allow`. An entry with another trunk is passed over
    public func entry(dialled: String, trunk: String?) -> NumberConfiguration? {
        let candidates = filter { $0.trunk == nil || $0.trunk == trunk }
        let fallback = candidates.first { $0.number == nil }
        guard let dialled = PhoneNumber(userPart: dialled) else { return fallback }
        let numbered = candidates.filter { $0.number != nil }
        return numbered.first { $0.number == dialled } ?? numbered.first { $0.number?.digits == dialled.digits }
            ?? Self.longestEnd(of: dialled, among: numbered) ?? fallback
    }

    private static func longestEnd(of dialled: PhoneNumber, among entries: [NumberConfiguration]) -> NumberConfiguration? {
        let scored = entries.map { (entry: $0, common: $0.number.map { commonEnd($0, dialled) } ?? 0) }
        guard let most = scored.map(\.common).max(), most >= leastEnd else { return nil }
        let best = scored.filter { $0.common == most }
        return best.count == 1 ? best.first?.entry : nil
    }

    /// How many digits the shorter one has, if the longer one ends with them; else 0.
    private static func commonEnd(_ one: PhoneNumber, _ other: PhoneNumber) -> Int {
        // Two numbers that both begin with the code of a country are the same or are not.
        guard !(one.isInternational && other.isInternational) else { return 0 }
        let (a, b) = (one.digits.drop { $0 == "0" }, other.digits.drop { $0 == "0" })
        return a.hasSuffix(b) ? b.count : b.hasSuffix(a) ? a.count : 0
    }
}
