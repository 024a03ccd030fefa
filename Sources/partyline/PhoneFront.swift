import AdminAPI
import Conference
import Logging
import MediaIO
import MediaTypes
import PhoneGateway
import Profiles
import Prompts
import SDP
import SIP

/// What telephones come in by: the SIP station, the trunks, and the gateway that takes the calls, as the configuration wants them.
struct PhoneFront {
    let gateway: PhoneGateway
    private let configuration: ServiceConfiguration

    /// - Returns: nil where the configuration has no telephones
    /// - Throws: what is wrong with an address, a certificate, a password or the prompts
    init?(_ configuration: ServiceConfiguration, _ profile: Profile, media: MediaService, conference: Conference, logger: Logger) async throws {
        guard configuration.phone.isOn else { return nil }
        self.configuration = configuration
        let prompts = try PromptStore(
            shippedIn: ConfigurationFile.shippedPrompts, ownIn: configuration.phone.promptsDirectory, rate: profile.mix.rate.hertz)
        // A wrong password file is said before anything listens.
        let trunks = try configuration.trunks.map { trunk in (trunk, try trunk.password(environment: ProcessEnvironment.all)) }
        let station = try await SIPStation(StationSettings(configuration), resolver: TrunkResolver())
        let start = ContinuousClock.now
        gateway = PhoneGateway(
            configuration, station: station, conference: conference, media: media, prompts: PromptLibrary(prompts), mixRate: profile.mix.rate.hertz,
            terms: CallTerms(encodings: configuration.phone.codecs, tick: profile.mix.tick, bitrate: profile.opus.bitrate), logger: logger)
        for (trunk, password) in trunks { await gateway.add(trunk, password: password) }
    }
}
