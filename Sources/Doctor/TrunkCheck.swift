import AdminAPI
import Profiles

/// How the box stands with those by whom telephones call.
struct TrunkCheck {
    let trunks: [TrunkConfiguration]
    let environment: [String: String]
    /// What the server says of them; nil where none could be asked.
    let states: [TrunkSnapshot]?

    func findings() -> [Finding] {
        let passwords = trunks.compactMap(passwordProblem)
        guard let states else {
            if trunks.isEmpty || !passwords.isEmpty { return passwords }
            let names = trunks.map(\.name).joined(separator: ", ")
            return [
                .hint(
                    .trunks, "whether \(names) can be registered with, only a running server tells",
                    remedy: "start it with partyline serve, and ask it: partyline trunk status")
            ]
        }
        return passwords + states.map(finding)
    }

    private func passwordProblem(_ trunk: TrunkConfiguration) -> Finding? {
        do throws(ProfileError) {
            _ = try trunk.password(environment: environment)
            return nil
        } catch {
            return .problem(.trunks, "the password of \(trunk.name): \(error)", remedy: "put it there, and start the server again")
        }
    }

    private func finding(_ trunk: TrunkSnapshot) -> Finding {
        let name = "\(trunk.name), \(trunk.server) by \(trunk.transport)"
        let advice = trunk.advice.joined(separator: "; ")
        switch trunk.state {
        case .registered: return .good(.trunks, "\(name): registered")
        case .unregistered: return .good(.trunks, "\(name): takes calls without registering")
        case .trying:
            return .hint(.trunks, "\(name): nothing heard yet", remedy: advice.isEmpty ? "partyline trunk test \(trunk.name)" : advice)
        case .failing:
            return .problem(.trunks, "\(name): NOT REGISTERED, nobody can call", remedy: advice.isEmpty ? "partyline trunk test \(trunk.name)" : advice)
        }
    }
}
