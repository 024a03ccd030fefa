import Conference

// The menu's words and the conference's.

extension Entrance {
    init(_ entrance: TelephoneEntrance) {
        if entrance.room == nil {
            self = .anyRoom(lengths: entrance.pinLengths)
        } else {
            self = entrance.pinLengths.isEmpty ? .room : .roomWithPIN(lengths: entrance.pinLengths)
        }
    }
}

extension CallerDigits {
    init(_ request: EntryRequest) {
        switch request {
        case .withoutPIN: self = .nothing
        case .pin(let digits): self = .pin(digits)
        case .roomOrPIN(let digits): self = .roomOrPIN(digits)
        }
    }
}

extension Verdict {
    /// Why nobody is let in, as far as a caller can do anything about it.
    init(_ error: ConferenceError) {
        switch error {
        case .wrongPIN, .pinNeeded, .noSuchRoom: self = .wrong
        case .pinPause: self = .paused
        case .full: self = .full
        default: self = .busy
        }
    }
}

extension TelephoneKey {
    /// - Parameter character: as SIP INFO writes it; A to D, and what is no key, give nil
    init?(_ character: Character) {
        switch character {
        case "*": self = .star
        case "#": self = .pound
        default:
            guard let digit = character.wholeNumberValue.flatMap(UInt8.init(exactly:)), character.isASCII, digit <= 9 else { return nil }
            self = .digit(digit)
        }
    }
}
