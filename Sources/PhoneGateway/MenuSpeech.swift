import Prompts

/// What is being said to a caller, and what waits to be said.
struct MenuSpeech {
    private(set) var current: Utterance?
    private var waiting: [Phrase] = []
    private var count: UInt32 = 0

    var isSilent: Bool { current == nil }

    func isWaiting(_ phrase: Phrase) -> Bool { waiting.contains(phrase) }

    /// Says a phrase after what is being said.
    mutating func append(_ phrase: Phrase) -> [MenuAction] {
        if current == nil { return [begin(phrase, isBargeIn: true)] }
        if waiting.count < Chosen.waitingWhispers { waiting.append(phrase) }
        return []
    }

    /// Says a phrase now: whatever else was being said is out of date.
    mutating func replace(by phrase: Phrase, isBargeIn: Bool = true) -> [MenuAction] { stop() + [begin(phrase, isBargeIn: isBargeIn)] }

    /// Falls silent.
    mutating func stop() -> [MenuAction] {
        waiting = []
        guard current != nil else { return [] }
        current = nil
        return [.stopSaying]
    }

    /// - Returns: nil for the end of something that had been stopped before
    mutating func ended(_ id: UtteranceID) -> [MenuAction]? {
        guard current?.id == id else { return nil }
        current = nil
        return waiting.isEmpty ? [] : [begin(waiting.removeFirst(), isBargeIn: true)]
    }

    private mutating func begin(_ phrase: Phrase, isBargeIn: Bool) -> MenuAction {
        count &+= 1
        let utterance = Utterance(id: UtteranceID(count), phrase: phrase, isBargeIn: isBargeIn)
        current = utterance
        return .say(utterance)
    }
}
