import Profiles

/// Reads the profile anew that the service runs with, and takes it over without dropping anybody. What is wrong with it is told, and the
/// running profile stays.
public struct ProfileReload: AdminOperation {
    public static let op = "profile.reload"
    public typealias Answer = ProfileSwitch
    public init() {}
}

/// Where the box's profile comes from. Its errors are `ProfileError` and `ConferenceError`.
public protocol ProfileDesk: Sendable {
    func reload() async throws -> ProfileSwitch
}
