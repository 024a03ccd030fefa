import Profiles

/// A profile by its name, or as a file of its own.
enum ProfileChoice {
    /// - Parameter choice: as on the command line; nil for what the configuration says
    static func load(_ choice: String?, _ configuration: ServiceConfiguration) throws -> LoadedProfile {
        let store = store(configuration)
        guard let choice else { return try store.load(configuration.profile, askedForAt: configuration.places["profile"]) }
        return isFile(choice) ? try store.load(file: choice) : try store.load(choice)
    }

    static func store(_ configuration: ServiceConfiguration) -> ProfileStore {
        configuration.profileStore(shippedIn: ConfigurationFile.shippedProfiles)
    }

    /// A name has neither a dot nor a slash.
    private static func isFile(_ choice: String) -> Bool { choice.contains("/") || choice.contains(".") }
}
