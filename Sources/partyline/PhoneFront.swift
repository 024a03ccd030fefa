import AdminAPI
import Conference
import FoundationEssentials
import MediaIO
import MediaTypes
import PhoneGateway
import Profiles
import Prompts
import SDP
import SIP

/// What telephones come in by: the SIP station with its trunks, and the gateway that takes the calls, as the configuration wants them.
struct PhoneFront: Sendable {
    let gateway: PhoneGateway
    private let configuration: ServiceConfiguration

    /// - Returns: nil where the configuration has no telephones
    /// - Throws: what is wrong with an address, a certificate, a password or the prompts
    init?(
        _ configuration: ServiceConfiguration, _ profile: Profile, linked: [String: Profile], media: MediaService, conference: Conference,
        outside: PublicAddress
    ) async throws {
        let phone = configuration.phone
        guard phone.isOn else { return nil }
        self.configuration = configuration
        let prompts = try PromptStore(
            shippedIn: ConfigurationFile.shippedPrompts, ownIn: configuration.promptsDirectory,
            rate: profile.mix.rate.hertz)
        // A password that cannot be read is said before anything listens.
        let environment = ProcessInfo.processInfo.environment
        let trunks = try configuration.trunks.map { (trunk: $0, password: try $0.password(environment: environment)?.text ?? "") }
        let station = try await SIPStation(StationSettings(configuration, outside: outside), resolver: TrunkResolver())
        gateway = try PhoneGateway(
            configuration, station: station, conference: conference, media: media, prompts: PromptLibrary(prompts), mixRate: profile.mix.rate.hertz,
            terms: CallTerms(encodings: phone.codecs.map(\.encoding), tick: profile.mix.tick, bitrate: profile.opus.bitrate),
            linkTerms: linked.mapValues { CallTerms(phone, onLineOf: $0) })
        for (trunk, password) in trunks { await gateway.add(trunk, StationTrunk(trunk, password: password)) }
    }

    /// The lines of the start-up text that tell how to call.
    func announcement() -> [String] {
        let phone = configuration.phone
        let ways = (phone.sipPort == 0 ? [] : ["UDP and TCP \(phone.sipPort)"]) + (phone.tlsPort == 0 ? [] : ["TLS \(phone.tlsPort)"])
        let callers = configuration.trunks.map(\.name) + (phone.allow.isEmpty ? [] : ["whom phone.allow lists"])
        return ["  calls    SIP on \(ways.joined(separator: ", ")); from " + (callers.isEmpty ? "nobody: there is no trunk" : callers.joined(separator: ", "))]
    }
}

/// Trunks and dialling, for the admin socket.
extension PhoneFront: TelephoneDesk {
    func trunks() async -> [TrunkSnapshot] { await gateway.trunkStates().map(TrunkSnapshot.init) }

    func snapshot() async -> TelephoneSnapshot {
        let messages = await gateway.counters().messages
        return TelephoneSnapshot(strangers: messages.strangers, floods: messages.floods, malformed: messages.malformed)
    }

    func test(trunk name: String) async throws -> TrunkSnapshot {
        guard let state = await gateway.test(trunk: name) else {
            throw AdminRefusal(code: "no-such-trunk", message: "there is no trunk \"\(name)\"")
        }
        return TrunkSnapshot(state)
    }

    func dial(_ number: String, intoRoom room: String) async throws {
        do {
            try await gateway.dial(number, intoRoom: room)
        } catch let error as DialError {
            throw AdminRefusal(code: "not-dialled", message: error.description)
        }
    }
}

extension CallTerms {
    /// The longest packet that telephones are asked for; many take no longer one.
    private static let longestPacket = MediaTime.milliseconds(60)

    /// On a line that a trunk names.
    init(_ phone: PhoneConfiguration, onLineOf profile: Profile) {
        self.init(
            encodings: phone.codecs.map(\.encoding), tick: profile.mix.tick, bitrate: profile.opus.bitrate,
            packetTime: min(profile.packet.ptime, Self.longestPacket))
    }
}

extension StationSettings {
    init(_ configuration: ServiceConfiguration, outside: PublicAddress) {
        let phone = configuration.phone
        var files: CertificateFiles?
        if let certificate = phone.certificate ?? configuration.webCertificate, let key = phone.key ?? configuration.webKey {
            files = CertificateFiles(certificate: certificate, key: key)
        }
        self.init(
            address: TransportAddress(high: phone.sipAddress.high, low: phone.sipAddress.low, port: 0), port: UInt16(phone.sipPort),
            tlsPort: phone.tlsPort == 0 ? nil : UInt16(phone.tlsPort), certificate: files,
            publicAddress: { outside.current(port: 0) }, admitted: phone.allow.map(AddressRange.init))
    }
}

extension AddressRange {
    init(_ network: IPNetwork) {
        // Here bits count as they are written, there from the front of an IPv6 address.
        self.init(
            TransportAddress(high: network.first.high, low: network.first.low, port: 0),
            prefix: network.prefixLength - (network.first.isIPv4 ? 96 : 0))
    }
}

extension StationTrunk {
    init(_ trunk: TrunkConfiguration, password: String) {
        let account = TrunkAccount(
            domain: trunk.domain, user: trunk.user, authenticationName: trunk.authUser, password: password, realm: trunk.realm)
        self.init(
            name: trunk.name, account: account, host: trunk.server.host, port: trunk.server.port, transport: SIPTransport(trunk.transport),
            registers: trunk.registers, keepAlive: Trunk.KeepAlive(trunk.keepAlive),
            certificateCheck: trunk.checksCertificate ? trunk.authorities.map { .authorities(file: $0) } ?? .system : .none)
    }
}

extension SIPTransport {
    init(_ transport: TrunkTransport) {
        switch transport {
        case .udp: self = .udp
        case .tcp: self = .tcp
        case .tls: self = .tls
        }
    }
}

extension Trunk.KeepAlive {
    init(_ keepAlive: TrunkKeepAlive) {
        switch keepAlive {
        case .none: self = .none
        case .emptyLines: self = .emptyLines
        case .options: self = .options
        }
    }
}

extension PhoneCodec {
    var encoding: CallEncoding {
        switch self {
        case .opus: .opus
        case .g722: .g722
        case .pcma: .pcma
        case .pcmu: .pcmu
        }
    }
}

extension TrunkSnapshot {
    /// Times in whole seconds from now on.
    init(_ trunk: TrunkState) {
        func seconds(_ time: MediaTime) -> Int { Int(max(time.milliseconds, 0) / 1_000) }
        var state = State.unregistered
        var since: Int?
        var next: Int?
        switch trunk.status.registration {
        case .stopped: state = trunk.registers ? .trying : .unregistered
        case .trying: state = .trying
        case .registered(let began, let until):
            state = .registered
            since = seconds(trunk.now - began)
            next = seconds(until - trunk.now)
        case .failing(_, let retryAt):
            state = .failing
            next = seconds(retryAt - trunk.now)
        }
        self.init(
            name: trunk.name, server: trunk.server, transport: trunk.transport.rawValue, state: state, registeredSeconds: since, nextSeconds: next,
            calls: trunk.calls, advice: [trunk.status.advice, trunk.trouble?.advice].compactMap { $0 })
    }
}
