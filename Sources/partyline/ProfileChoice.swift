import Profiles

/// A profile by its name, or as a file of its own.
enum ProfileChoice {
    /// What a server runs with: where the command line says nothing, the configuration's profile and the line of the house.
    static func toRun(_ board: String?, link: String? = nil, _ configuration: ServiceConfiguration) throws -> LoadedProfile {
        try store(configuration).load(board.map(reference) ?? usualBoard(configuration), link: link.map(reference) ?? usualLink(configuration))
    }

    /// What is run with each line that a room or a trunk may name, by the line's name.
    /// - Throws: what is wrong with a line that a trunk does name
    static func linked(to board: String?, _ configuration: ServiceConfiguration) throws -> [String: Profile] {
        let (store, board) = (store(configuration), board.map(reference) ?? usualBoard(configuration))
        for trunk in configuration.trunks {
            guard let link = trunk.link else { continue }
            _ = try store.load(board, link: .named(link, askedForAt: configuration.places["trunks.\(trunk.name).link"]))
        }
        return try store.linked(board)
    }

    /// What is to be looked at: a board alone unless a line is named with it, a line alone (`links/NAME`), or what runs.
    static func toShow(_ choice: String?, link: String? = nil, _ configuration: ServiceConfiguration) throws -> LoadedProfile {
        guard let choice else { return try toRun(nil, link: link, configuration) }
        if let name = lineName(choice) { return try store(configuration).load(nil, link: .named(name)) }
        return try store(configuration).load(reference(choice), link: link.map(reference))
    }

    static func store(_ configuration: ServiceConfiguration) -> ProfileStore {
        configuration.profileStore(shippedIn: ConfigurationFile.shippedProfiles)
    }

    private static func usualBoard(_ configuration: ServiceConfiguration) -> ProfileReference {
        .named(configuration.profile, askedForAt: configuration.places["profile"])
    }

    /// What the configuration says is to run.
    static func usual(_ configuration: ServiceConfiguration) -> (board: ProfileReference, link: ProfileReference?) {
        (usualBoard(configuration), usualLink(configuration))
    }

    private static func usualLink(_ configuration: ServiceConfiguration) -> ProfileReference? {
        configuration.link.map { .named($0, askedForAt: configuration.places["link"]) }
    }

    /// A name has neither a dot nor a slash.
    private static func reference(_ choice: String) -> ProfileReference {
        choice.contains("/") || choice.contains(".") ? .file(choice) : .named(choice)
    }

    /// The name in `links/NAME`.
    static func lineName(_ choice: String) -> String? {
        choice.hasPrefix("links/") && !choice.contains(".") ? String(choice.dropFirst("links/".count)) : nil
    }
}
