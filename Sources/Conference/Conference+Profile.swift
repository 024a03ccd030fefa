import MediaLink
import MediaTypes
import Profiles

extension Conference {
    /// Another profile from now on. Nobody is dropped and nothing stands still: what can change does so at a tick border, and what cannot
    /// is named in the answer and waits.
    /// - Parameters:
    ///   - linked: the new profile with each line that a room may name
    ///   - media: what a profile means for the media column
    /// - Throws: `busy`; the profile is then as it was
    public func change(
        to loaded: LoadedProfile, linked newLines: [String: Profile], media settings: @Sendable (Profile) -> MediaSettings
    ) throws(ConferenceError) -> ProfileSwitch {
        let running = profile.changed(to: loaded.profile, pools: pools)
        do { try media.tune(settings(running)) } catch { throw ConferenceError(error) }
        let changes = profile.changes(to: loaded.profile, running: running)
        linked = newLines.mapValues { profile.changed(to: $0, pools: pools) }
        profile = running
        profileName = loaded.name
        record(.profileChanged)
        return ProfileSwitch(profile: loaded.title, changes: changes)
    }
}
