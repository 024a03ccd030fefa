import AdminAPI
import Conference
import MediaLink
import Profiles

/// The profile that a server runs with, for the admin socket: found anew by what the server was started with.
struct RunningProfile: ProfileDesk {
    /// As on the server's command line.
    let config: String?
    let profile: String?
    let link: String?
    let conference: Conference

    func reload() async throws -> ProfileSwitch {
        let configuration = try ConfigurationFile.load(config)
        let loaded = try ProfileChoice.toRun(profile, link: link, configuration)
        let linked = try ProfileChoice.linked(to: profile, configuration)
        return try await conference.change(to: loaded, linked: linked) { MediaSettings($0) }
    }
}

/// Tells a running server that a profile has changed on disk, and says what has come of it.
enum ProfileNotice {
    /// - Returns: nil where no server runs
    static func reload(_ configuration: ServiceConfiguration) throws -> ProfileSwitch? {
        do {
            var client = try AdminClient(path: configuration.adminSocket)
            return try client.ask(ProfileReload())
        } catch AdminClientError.noServer {
            return nil
        }
    }

    /// Nothing where nothing that runs has changed. A server that was started with another profile than the configuration's keeps it.
    static func lines(_ change: ProfileSwitch, _ configuration: ServiceConfiguration) -> [String] {
        let named = ([configuration.profile] + (configuration.link.map { ["links/\($0)"] } ?? [])).joined(separator: " with ")
        let elsewhere = change.profile == named ? [] : ["the running server was started with \(change.profile) on its command line, and keeps it"]
        return elsewhere + ValueEffect.allCases.flatMap { effect in
            let changes = change.changes.filter { $0.effect == effect }
            return changes.isEmpty ? [] : ["\(when(effect)):"] + changes.map { "  \($0.key): \($0.from) -> \($0.to)" }
        }
    }

    private static func when(_ effect: ValueEffect) -> String {
        switch effect {
        case .now: "the running server has taken over, for everybody"
        case .newcomers: "for those who come from now on"
        case .roomStart: "in each room when it has been empty"
        case .serviceStart: "when the server is started again"
        }
    }
}
