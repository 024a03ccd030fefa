import MediaTypes
import Profiles
import Testing

@Suite struct ServiceConfigurationTests {
    private let person = Surroundings(environment: ["HOME": "/home/ada", "XDG_RUNTIME_DIR": "/run/user/1000"], isRoot: false)

    private func load(_ text: String, in surroundings: Surroundings? = nil) throws -> ServiceConfiguration {
        let folder = try ScratchFolder()
        try folder.write("partyline.yaml", text)
        return try ServiceConfiguration.load(file: "\(folder.path)/partyline.yaml", in: surroundings ?? person)
    }

    private func errorLines(_ text: String) throws -> [String] {
        let folder = try ScratchFolder()
        try folder.write("partyline.yaml", text)
        do throws(ProfileError) {
            _ = try ServiceConfiguration.load(file: "\(folder.path)/partyline.yaml", in: person)
            return []
        } catch {
            return error.all.map { $0.description.replacing("\(folder.path)/", with: "") }
        }
    }

    @Test func defaultsServeAnOrdinaryUser() throws {
        let configuration = try ServiceConfiguration.load(file: nil, in: person)
        #expect(configuration.profile == "base")
        #expect(configuration.mediaBind == TransportAddress(high: 0, low: 0, port: 5_004))
        #expect(configuration.roomsDirectory == "/home/ada/.local/state/partyline/rooms")
        #expect(configuration.adminSocket == "/run/user/1000/partyline/admin.sock")
        #expect(configuration.profilesDirectory == "/home/ada/.config/partyline/profiles")
        #expect(person.configurationFile == "/home/ada/.config/partyline/partyline.yaml")
    }

    @Test func xdgVariablesAreFollowedIfAbsolute() throws {
        let environment = ["HOME": "/home/ada", "XDG_STATE_HOME": "/data/state", "XDG_CONFIG_HOME": "relative"]
        let configuration = try ServiceConfiguration.load(file: nil, in: Surroundings(environment: environment, isRoot: false))
        #expect(configuration.stateDirectory == "/data/state/partyline")
        #expect(configuration.profilesDirectory == "/home/ada/.config/partyline/profiles")
        #expect(configuration.adminSocket == "/data/state/partyline/run/admin.sock", "no runtime folder")
    }

    @Test func rootUsesTheFoldersOfTheSystem() throws {
        let root = Surroundings(environment: ["HOME": "/root", "XDG_RUNTIME_DIR": "/run/user/0"], isRoot: true)
        let configuration = try ServiceConfiguration.load(file: nil, in: root)
        #expect(configuration.stateDirectory == "/var/lib/partyline")
        #expect(configuration.adminSocket == "/run/partyline/admin.sock")
        #expect(configuration.profilesDirectory == "/etc/partyline/profiles")
        #expect(root.configurationFile == "/etc/partyline/partyline.yaml")
    }

    @Test func everyKeyIsRead() throws {
        let configuration = try load(
            """
            profile: small-server
            media: { address: "2001:db8::1", port: 6000 }
            state_directory: /srv/state
            run_directory: /srv/run
            profiles_directory: /srv/profiles
            """)
        #expect(configuration.profile == "small-server")
        #expect(configuration.mediaBind == TransportAddress(high: 0x2001_0db8_0000_0000, low: 1, port: 6_000))
        #expect(configuration.stateDirectory == "/srv/state")
        #expect(configuration.adminSocket == "/srv/run/admin.sock")
        #expect(configuration.profileStore(shippedIn: ["/usr/share/partyline"]).directories == ["/srv/profiles", "/usr/share/partyline"])
        #expect(configuration.places["profile"]?.line == 1)
        #expect(configuration.places["media.port"]?.column == 40)
    }

    @Test func webKeysAreRead() throws {
        let configuration = try load(
            """
            media: { public_address: 192.0.2.7 }
            web:
              address: "::1"
              port: 443
              local_port: 8081
              name: Box.example.org
              certificate: /srv/cert.pem
              key: /srv/key.pem
              origins: [https://Talk.example.org, "http://[2001:db8::7]:8080"]
              trusted_proxies:
                - 127.0.0.1
                - 2001:db8::7
            """)
        #expect(configuration.webOrigins.map(\.description) == ["https://talk.example.org", "http://[2001:db8::7]:8080"])
        #expect(configuration.webTrustedProxies.map(\.description) == ["127.0.0.1", "2001:db8::7"])
        #expect(configuration.mediaPublicAddress?.description == "192.0.2.7")
        #expect(configuration.webBind == TransportAddress(high: 0, low: 1, port: 443))
        #expect(configuration.webLocalPort == 8_081)
        #expect(configuration.webCertificate == "/srv/cert.pem")
        #expect(configuration.webKey == "/srv/key.pem")
        #expect(configuration.roomLink("kitchen") == "https://Box.example.org/r/kitchen")
        #expect(configuration.localRoomLink("kitchen") == "http://localhost:8081/r/kitchen")
    }

    @Test func metricsAreForThisMachineAndOffUnlessTheFileSaysOtherwise() throws {
        let usual = try load("")
        #expect(usual.metricsPort == 0 && usual.metricsAddress.description == "127.0.0.1")
        let open = try load("metrics: { address: 2001:db8::1, port: 9464 }")
        #expect(open.metricsPort == 9_464 && open.metricsAddress.description == "2001:db8::1")
    }

    @Test(arguments: [("web: { origins: https://a.org }", 1), ("web: { origins: [] }", 0), ("web: {}", 0)])
    func aListOfOneNeedsNoBrackets(text: String, count: Int) throws {
        #expect(try load(text).webOrigins.count == count)
    }

    @Test(arguments: [
        ("https://a.org", "https://a.org"), ("HTTPS://A.org:443", "https://a.org"), ("http://a.org:80", "http://a.org"), ("https://a.org:80", "https://a.org:80"),
        ("http://192.0.2.7:8080", "http://192.0.2.7:8080"), ("https://[2001:DB8:0::1]", "https://[2001:db8::1]"),
    ])
    func originsAreComparedAsBrowsersWriteThem(text: String, normal: String) {
        #expect(WebOrigin(text)?.description == normal)
    }

    @Test(arguments: [
        "", "null", "a.org", "https://", "https://a.org/", "https://a.org/x", "https://u@a.org", "ftp://a.org", "https://a.org:", "https://a.org:0", "https://a.org:65536",
        "https://a.org:+80", "https://[::1", "https://::1", "https://[192.0.2.7]", "https://a b.org", "https://*.org", "https://a.org;script-src *",
    ])
    func whatIsNoOriginIsNotRead(text: String) {
        #expect(WebOrigin(text) == nil)
    }

    @Test func linksNameTheMachineUnlessTheFileNamesItOtherwise() throws {
        let machine = Surroundings(environment: ["HOME": "/home/ada"], isRoot: false, hostName: "attic")
        #expect(try ServiceConfiguration.load(file: nil, in: machine).roomLink("kitchen") == "https://attic:8443/r/kitchen")
        #expect(try load("web: { name: 192.0.2.7 }", in: machine).roomLink("kitchen") == "https://192.0.2.7:8443/r/kitchen")
        #expect(try load("web: { name: '2001:db8::7' }", in: machine).roomLink("kitchen") == "https://[2001:db8::7]:8443/r/kitchen")
    }

    @Test func linksAreThoseOfAProxyOrARouterInFront() throws {
        let machine = Surroundings(environment: ["HOME": "/home/ada"], isRoot: false, hostName: "attic")
        func link(_ web: String) throws -> String { try load("web: { \(web) }", in: machine).roomLink("kitchen") }
        #expect(try link("port: 0, origins: 'https://talk.example.org'") == "https://talk.example.org/r/kitchen")
        #expect(try link("name: Talk.example.org, origins: ['https://club.example.org', 'https://talk.example.org']") == "https://talk.example.org/r/kitchen")
        #expect(try link("name: talk.example.org, origins: 'https://talk.example.org:444'") == "https://talk.example.org:444/r/kitchen")
        // A site that has the page in a frame is not where the box is.
        #expect(try link("name: talk.example.org, origins: 'https://talk.example.org.evil.example'") == "https://talk.example.org:8443/r/kitchen")
        #expect(try link("origins: 'https://club.example.org'") == "https://attic:8443/r/kitchen")
    }

    @Test func certificatePathsCountFromTheFile() throws {
        let folder = try ScratchFolder()
        try folder.write("partyline.yaml", "web: { certificate: tls/cert.pem, key: tls/key.pem }\n")
        let configuration = try ServiceConfiguration.load(file: "\(folder.path)/partyline.yaml", in: person)
        #expect(configuration.webCertificate == "\(folder.path)/tls/cert.pem")
        #expect(configuration.webKey == "\(folder.path)/tls/key.pem")
    }

    @Test func pathsCountFromTheFileInWhichTheyStand() throws {
        let folder = try ScratchFolder()
        try folder.write("partyline.yaml", "state_directory: data\n")
        let configuration = try ServiceConfiguration.load(file: "\(folder.path)/partyline.yaml", in: person)
        #expect(configuration.roomsDirectory == "\(folder.path)/data/rooms")
    }

    @Test(arguments: [("192.0.2.7", "192.0.2.7"), ("::", "::"), ("2001:DB8:0::1", "2001:db8::1"), ("::ffff:192.0.2.7", "192.0.2.7")])
    func addressesReadAndWrite(written: String, normal: String) throws {
        let address = try #require(IPAddress(written))
        #expect(address.description == normal)
        #expect(IPAddress(normal) == address)
    }

    @Test(arguments: [
        ("media: { address: localhost }", "partyline.yaml:1:19: media.address needs an IP address such as ::, found localhost"),
        ("media: { port: 0 }", "partyline.yaml:1:16: media.port can be 1 to 65535, found 0"),
        ("web: { name: 'a b' }", "partyline.yaml:1:14: web.name needs a host name such as box.example.org, found a b"),
        ("web: { name: -a.org }", "partyline.yaml:1:14: web.name needs a host name such as box.example.org, found -a.org"),
        ("web: { name: 'a/../b' }", "partyline.yaml:1:14: web.name needs a host name such as box.example.org, found a/../b"),
        (
            "web: { origins: [https://a.org, b.org] }",
            "partyline.yaml:1:33: web.origins needs a list of origins such as https://talk.example.org, found b.org"
        ),
        (
            "web:\n  trusted_proxies:\n  - 127.0.0.1\n  - proxy",
            "partyline.yaml:4:5: web.trusted_proxies needs a list of IP addresses such as 127.0.0.1, found proxy"
        ),
        ("web: { trusted_proxies: [[a]] }", "partyline.yaml:1:26: web.trusted_proxies needs a list of IP addresses such as 127.0.0.1, found a list"),
        ("web: { trusted_proxies: '' }", "partyline.yaml:1:25: web.trusted_proxies needs a list of IP addresses such as 127.0.0.1, found nothing"),
        ("web: { name: [a.org] }", "partyline.yaml:1:14: web.name needs a host name such as box.example.org, found a list"),
        ("web: { key: k.pem }", "partyline.yaml:1:13: web.key needs web.certificate beside it: write both, or neither"),
        ("web: { port: 8080 }", "partyline.yaml:1:14: web.port and web.local_port are both 8080: make them different"),
        ("metrics: { port: 8443 }", "partyline.yaml:1:18: metrics.port and web.port are both 8443: make them different"),
        ("media:\n  prot: 5004", "partyline.yaml:2:3: unknown key media.prot: did you mean media.port?"),
        (
            "profile: Base",
            "partyline.yaml:1:10: profile needs a name (1 to 32 characters of a-z, 0-9 and -) such as small-server, found Base"
        ),
        ("state_directory: ''", "partyline.yaml:1:18: state_directory needs a path such as /var/lib/partyline, found nothing"),
        ("state_directory: \"/a\\0b\"", "partyline.yaml:1:18: state_directory needs a path such as /var/lib/partyline, found /a\u{FFFD}b"),
    ]) func errorsAreInTheStyleOfProfiles(text: String, line: String) throws {
        #expect(try errorLines(text) == [line])
    }

    @Test func aSocketPathThatNoSocketCanHaveIsRefused() throws {
        let line = try #require(try errorLines("run_directory: /\(String(repeating: "r", count: 100))\n").first)
        #expect(line.hasPrefix("partyline.yaml:1:16: /rrr"))
        #expect(line.hasSuffix("is too long for a socket (112 bytes, 107 fit): write a shorter run_directory"))
    }

    @Test func aMissingFileIsReportedByName() {
        #expect(throws: ProfileError.inaccessible(file: "/nowhere/partyline.yaml", reason: "cannot be read: No such file or directory: look at how it is written")) {
            try ServiceConfiguration.load(file: "/nowhere/partyline.yaml", in: person)
        }
    }

    @Test func withoutAHomeTheFileHasToSayWhereStateIsKept() throws {
        let nowhere = Surroundings(environment: [:], isRoot: false)
        #expect(throws: ProfileError.noDirectory(key: "state_directory", reason: "neither XDG_STATE_HOME nor HOME is set")) {
            try ServiceConfiguration.load(file: nil, in: nowhere)
        }
        let configuration = try load("state_directory: /srv/state\n", in: nowhere)
        #expect(configuration.adminSocket == "/srv/state/run/admin.sock")
        #expect(configuration.profilesDirectory == "/srv/state/profiles")
    }
}
