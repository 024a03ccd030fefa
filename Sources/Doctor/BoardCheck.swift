import Profiles

/// Whether the machine carries what the profile admits.
struct BoardCheck {
    /// What the device tree calls the machine; nil where there is none, as on a PC.
    let model: String?
    /// That the server may use.
    let coreCount: Int
    let running: LoadedProfile
    let store: ProfileStore

    /// A profile that came with Partyline, and for how many cores it was reckoned.
    private struct Plan {
        /// One of these words stands in the model's name.
        let words: [String]
        let profile: String
        let coreCount: Int
    }

    private static let boards = [
        Plan(words: ["Pi Zero 2"], profile: "pi-zero-2w", coreCount: 4), Plan(words: ["Pi 3", "Module 3"], profile: "pi-3", coreCount: 4),
        Plan(words: ["Pi 4", "Module 4"], profile: "pi-4", coreCount: 4), Plan(words: ["Pi 5", "Module 5"], profile: "pi-5", coreCount: 4),
    ]
    private static let server = Plan(words: [], profile: "small-server", coreCount: 2)

    private var plan: Plan? {
        guard let model else { return Self.server }
        // Others have names that are much alike.
        guard model.hasPrefix("Raspberry ") else { return nil }
        return Self.boards.first { $0.words.contains { model.contains($0) } }
    }

    func finding() -> Finding {
        let machine = "\(model ?? "this machine"), \(coreCount == 1 ? "1 core" : "\(coreCount) cores")"
        let limits = running.profile.limits
        guard let plan, let planned = try? store.load(plan.profile) else {
            return .hint(
                .board, "\(machine): no profile was reckoned for it, and \(running.title) admits \(Self.written(limits.participants, limits.rooms))",
                remedy: "see what it carries: partyline calibrate")
        }
        let participants = planned.profile.limits.participants * coreCount / plan.coreCount
        let rooms = max(1, planned.profile.limits.rooms * coreCount / plan.coreCount)
        let complexity = planned.profile.opus.complexity
        let admits = "\(machine): \(running.title) admits \(Self.written(limits.participants, limits.rooms))"
        if limits.participants > participants || limits.rooms > rooms {
            let found = "\(admits), the machine is reckoned to carry \(Self.written(participants, rooms))"
            let remedy = "partyline profile use \(plan.profile), or measure what the machine carries: partyline calibrate"
            // Profiles plan with half of a machine's power.
            return limits.participants > 2 * participants ? .problem(.board, found, remedy: remedy) : .hint(.board, found, remedy: remedy)
        }
        if running.profile.opus.complexity > max(complexity, 5) {
            return .hint(
                .board, "\(admits) at opus.complexity \(running.profile.opus.complexity), the machine is reckoned with \(complexity)",
                remedy: "partyline profile use \(plan.profile), or set opus.complexity=\(complexity) in a profile of your own")
        }
        return .good(.board, "\(admits), which the machine carries")
    }

    private static func written(_ participants: Int, _ rooms: Int) -> String {
        "\(participants) participants in \(rooms == 1 ? "1 room" : "\(rooms) rooms")"
    }
}
