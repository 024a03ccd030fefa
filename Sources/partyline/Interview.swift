import Profiles

/// Asks somebody questions on the terminal, each until the answer will do.
struct Interview {
    /// Where an answer is tried out before it is taken.
    let destination: FirstConfiguration.Destination

    /// Asks for one value of the configuration. An empty answer is the usual one.
    /// - Parameters:
    ///   - usual: what holds without an answer
    ///   - isNeeded: whether nothing is no answer
    ///   - put: where the answer goes
    func ask(
        _ question: String, usual: String? = nil, isNeeded: Bool = false, in configuration: inout FirstConfiguration,
        _ put: (String, inout FirstConfiguration) -> Void
    ) throws {
        while true {
            guard let answer = try answer(to: question, usual: usual) ?? usual else {
                guard isNeeded else { return }
                Terminal.say("   This one needs an answer.")
                continue
            }
            var tried = configuration
            put(answer, &tried)
            do throws(ProfileError) {
                try tried.check(at: destination)
                configuration = tried
                return
            } catch {
                error.all.forEach { Terminal.say("   \($0.message)") }
            }
        }
    }

    func askWhether(_ question: String) throws -> Bool {
        while true {
            switch try answer(to: question, usual: "no")?.lowercased() {
            case nil, "no", "n": return false
            case "yes", "y": return true
            default: Terminal.say("   Answer yes or no.")
            }
        }
    }

    /// Nil for an empty line.
    private func answer(to question: String, usual: String?) throws -> String? {
        Terminal.write("\(question)\(usual.map { " [\($0)]" } ?? ""): ")
        guard let line = readLine() else {
            Terminal.say("")
            throw Unanswered(question: question)
        }
        let text = line.drop { $0 == " " }
        let end = text.lastIndex { $0 != " " }
        return end.map { String(text[...$0]) }
    }
}

/// The terminal, or what stands for it, has ended before all was answered.
struct Unanswered: Error, CustomStringConvertible {
    let question: String

    var description: String {
        "\"\(question.drop { !$0.isLetter })\" has no answer; give --defaults, or all answers as options: partyline init --help"
    }
}
