import AdminAPI
import ArgumentParser
import Conference
import FoundationEssentials
import MediaTypes
import Profiles
import WebGateway
import Webhooks

/// `partyline serve`: the server itself.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the server until Ctrl-C or SIGTERM.",
        usage: "partyline serve [options]",
        discussion: """
            Says where it listens, which profile holds and how many participants it admits. When it stops, everybody gets a \
            goodbye (RTCP BYE). systemd is told when it is ready, that it lives, and when it stops. Without --config it reads \
            partyline.yaml in the usual place, if there is one: ~/.config/partyline, or /etc/partyline for root. Where people from \
            everywhere can come, it has to say who answers for the box: operator.name and operator.contact. The log, on standard error, holds no name, no address and no number.

            EXAMPLES
              partyline serve --room kitchen
              partyline serve --profile pi-4 --link dsl-6000
              partyline serve --config /srv/partyline/partyline.yaml
            """)

    @Option(help: ArgumentHelp("The configuration file.", valueName: "file")) var config: String?
    @Option(help: ArgumentHelp("The profile, by its name or as a file, instead of the configuration's.", valueName: "name"))
    var profile: String?
    @Option(help: ArgumentHelp("The link profile of the house's line, instead of the configuration's.", valueName: "name"))
    var link: String?
    @Option(help: ArgumentHelp("A room to open, if it is not open from the last run.", valueName: "name")) var room: String?
    @Flag(help: "Also log rooms and participants that come and go (no names, no addresses).") var verbose = false

    func run() async throws {
        FreedMemory.keepTogether()
        FreedMemory.stayInMemory()
        let configuration = try ConfigurationFile.load(config)
        try configuration.checkOperator(file: config ?? ConfigurationFile.usual, own: ConfigurationFile.ownAddresses)
        let loaded = try ProfileChoice.toRun(profile, link: link, configuration)
        let linked = try ProfileChoice.linked(to: profile, configuration)
        let store = RoomStore(directory: configuration.roomsDirectory)
        let kept = try store.load()
        kept.problems.forEach(Terminal.complain)
        for room in kept.rooms {
            guard let link = room.link, linked[link] == nil else { continue }
            Terminal.complain(UnfitLine(room: room.name, link: link, profile: loaded.name))
        }

        // First of all, so that a second server on this machine says so, and not that a port is occupied.
        let socket = try AdminSocketPath(claiming: configuration.adminSocket)
        let media = try startMedia(
            profile: loaded.profile, address: configuration.mediaBind, callPorts: configuration.phone.isOn ? configuration.phone.ports.ports : nil)
        defer { media.stop() }
        let conference = Conference(media: media, profile: loaded, linked: linked, store: store, kept: kept, log: .standardError(verbose: verbose))
        if let room { try await conference.openRoom(room) }
        let outside = PublicAddress(configuration.mediaPublicAddress)
        let callHost = configuration.phone.publicAddress
        let outsideOfCalls = callHost == configuration.mediaPublicAddress ? outside : PublicAddress(callHost)
        let web = try WebFront(configuration, loaded.profile, media: media, conference: conference, outside: outside)
        if let problem = web.relayProblem { Terminal.complain(problem) }
        defer { web.hub.stop() }
        await conference.follow(web.hub)
        let phone = try await PhoneFront(
            configuration, loaded.profile, linked: linked, media: media, conference: conference, outside: outsideOfCalls)
        let webhooks = configuration.webhooks.isEmpty ? nil : Webhooks(configuration.webhooks, conference: conference)
        let desk = AdminDesk(
            conference, telephones: phone, profiles: RunningProfile(config: config, profile: profile, link: link, conference: conference),
            keepers: [web.server] + (phone.map { [$0.gateway] } ?? []), webhooks: { await webhooks?.snapshots() })
        let admin = try await AdminServer(at: socket, desk: desk)
        let metrics = MetricsServer(configuration, desk: desk, conference: conference)

        let notice = ServiceNotice(environment: ProcessInfo.processInfo.environment)
        let farewell: @Sendable () async -> Void = {
            notice.say(.stopping)
            await phone?.gateway.stop()
        }
        try await untilStopped(farewell: farewell) {
            let (listening, listens) = AsyncStream.makeStream(of: Void.self)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await conference.run() }
                group.addTask { try await admin.run() }
                group.addTask { try await FreedMemory.giveBack() }
                for address in outside === outsideOfCalls ? [outside] : [outside, outsideOfCalls] where address.isName {
                    group.addTask { try await address.follow { conference.record($0) } }
                }
                if let webhooks { group.addTask { await webhooks.run() } }
                if let gateway = phone?.gateway { group.addTask { await gateway.run() } }
                if let period = notice.period { group.addTask { try await notice.watch(media, every: period) } }
                group.addTask {
                    defer { listens.finish() }
                    try await web.server.run { _ in listens.yield() }
                }
                if let metrics {
                    group.addTask {
                        defer { listens.finish() }
                        try await metrics.run { _ in listens.yield() }
                    }
                }
                // Nothing is said to run before it does: a port may be taken.
                var missing = web.portCount + (metrics == nil ? 0 : 1)
                if missing > 0 {
                    for await _ in listening {
                        missing -= 1
                        if missing == 0 { break }
                    }
                }
                if missing == 0, !Task.isCancelled {
                    await announce(configuration, loaded, media.localAddress, web, phone, rooms: conference.listRooms())
                    notice.say(.ready)
                    conference.record(.started)
                    if !media.isRealtime { conference.record(.notRealtime) }
                }
                // None of them ends by itself; whoever fails ends the others.
                try await group.next()
                group.cancelAll()
            }
        }
        conference.record(.stopping)
    }

    private func announce(
        _ configuration: ServiceConfiguration, _ profile: LoadedProfile, _ address: TransportAddress, _ web: WebFront, _ phone: PhoneFront?,
        rooms: [RoomSnapshot]
    ) {
        // A journal keeps what it is told, longer than a room may last: there it is told no names.
        let names = Terminal.isWatched ? rooms.map(\.room).joined(separator: ", ") : rooms.isEmpty ? "" : "\(rooms.count)"
        Terminal.say("""
            partyline is running
              media    UDP \(address.written)
              profile  \(profile.title): admits \(Figures.limits(profile.profile.limits))
              rooms    \(names.isEmpty ? RoomView.noRoom : names)
              admin    \(configuration.adminSocket)
            \(([web.announcement(room: Terminal.isWatched ? rooms.first?.room : nil)] + (phone?.announcement() ?? []) + MetricsServer.announcement(configuration)).joined(separator: "\n"))
            """)
    }
}

/// A room whose file names a line that is not there, or does not fit the profile.
private struct UnfitLine: Error, CustomStringConvertible {
    let room: String
    let link: String
    let profile: String

    var description: String {
        "room \(room) has the line of the house: its own, \(link), is no link profile that fits \(profile); see: partyline profile list"
    }
}
