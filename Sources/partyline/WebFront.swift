import Conference
import FoundationEssentials
import MediaIO
import MediaTypes
import Privacy
import Profiles
import WebGateway

/// What browsers come in by: the hub of their media sessions, and the web server, as the configuration wants them.
struct WebFront {
    let hub: PeerHub
    let server: WebServer
    private let configuration: ServiceConfiguration
    private let isSelfSigned: Bool
    /// Why there is no relay, though the configuration names one: most people come without it, so that a wrong secret keeps nobody else out.
    let relayProblem: NoRelay?

    init(_ configuration: ServiceConfiguration, _ profile: Profile, media: MediaService, conference: Conference, outside: PublicAddress) throws {
        self.configuration = configuration
        let port = media.localAddress.port
        let settings = PeerSettings(
            maxPeers: profile.limits.participants + 32, publicAddress: { outside.current(port: port) }, bitrate: profile.opus.bitrate,
            usesDTX: profile.opus.dtx, packetTime: profile.packet.ptime, maxPacketTime: profile.packet.maxPtime)
        hub = try PeerHub(signalling: media, media: media, conference: conference, settings: settings)
        let certificates = configuration.webPort == 0 ? nil : try Self.certificates(configuration)
        isSelfSigned = certificates?.isSelfSigned ?? false
        let relay: RelayAccess?
        do throws(ProfileError) { (relay, relayProblem) = (try RelayAccess(configuration.turn), nil) } catch {
            (relay, relayProblem) = (nil, NoRelay(problem: error.description))
        }
        server = WebServer(
            WebSettings(
                address: configuration.webAddress.description, port: configuration.webPort,
                localPort: configuration.webLocalPort == 0 ? nil : configuration.webLocalPort, origins: Set(configuration.webOrigins),
                trustedProxies: Set(configuration.webTrustedProxies), relay: relay),
            conference: conference, hub: hub, page: try PageFiles(directory: Self.pageDirectory(), operator: configuration.boxOperator), certificates: certificates)
        hub.start()
    }

    private static func certificates(_ configuration: ServiceConfiguration) throws -> CertificateStore {
        var files: (certificate: String, key: String)?
        if let certificate = configuration.webCertificate, let key = configuration.webKey { files = (certificate, key) }
        return try CertificateStore(files: files, directory: configuration.stateDirectory, name: configuration.webName)
    }

    /// Beside an installed program, or in the source tree above a built one.
    private static func pageDirectory() -> String {
        let places = ProgramFolders.all.flatMap { ["\($0)/share/partyline/page", "\($0)/Sources/WebGateway/Page"] }
        return places.first { FileManager.default.fileExists(atPath: $0 + "/index.html") } ?? "share/partyline/page"
    }

    /// How many ports the web server listens on.
    var portCount: Int { (configuration.webPort == 0 ? 0 : 1) + (configuration.webLocalPort == 0 ? 0 : 1) }

    /// The lines of the start-up text that tell how to come in.
    func announcement(room: String?) -> String {
        var lines: [String] = []
        let name = room ?? "ROOM"
        if configuration.webLocalPort != 0 { lines.append("  page     \(configuration.localRoomLink(name))   (on this machine)") }
        if configuration.webPort != 0 || !configuration.webOrigins.isEmpty { lines.append("  page     \(configuration.roomLink(name))") }
        if isSelfSigned {
            lines += [
                "           The certificate is the box's own: each browser warns once (\"not private\"); choose Advanced, then Proceed.",
                "           With web.certificate and web.key in partyline.yaml the warning goes away.",
            ]
        }
        return lines.joined(separator: "\n")
    }
}

/// The box runs without the relay that its configuration names.
struct NoRelay: Error, CustomStringConvertible {
    let problem: String

    var description: String { "browsers are told of no relay (web.turn): \(problem); mend it and start again" }
}
