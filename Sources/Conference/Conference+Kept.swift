import Privacy

/// How much of what the conference holds there is now. Only counts leave it.
extension Conference: DataKeeper {
    public func keptNow() -> [KeptData: Int] {
        let people = participants.values
        let calling = calls.values.count { !$0.isOver }
        return [
            .presence: people.count,
            .name: people.count { $0.name != nil },
            .lastDigits: people.count { $0.lastDigits != nil },
            .networkAddress: calling + people.count { $0.kind == .rtp && $0.leg != nil },
            .guessHash: guesses.originCount + rooms.values.reduce(0) { $0 + $1.guessingOrigins },
            .room: rooms.count,
        ]
    }
}
