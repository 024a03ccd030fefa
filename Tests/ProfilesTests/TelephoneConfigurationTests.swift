import Foundation
import Profiles
import Testing

/// The telephones of partyline.yaml: what is read, and what holds where nothing is.
@Suite struct TelephoneConfigurationTests {
    @Test func withoutAFileNobodyCanCall() throws {
        let configuration = try ServiceConfiguration.load(file: nil, in: .ada)
        #expect(configuration.phone == (try load("profile: base\n")).phone)
        #expect(!configuration.phone.isOn)
        #expect(configuration.phone.sipAddress == .any)
        #expect((configuration.phone.certificate, configuration.phone.key) == (nil, nil))
        #expect(configuration.phone.ports.ports == 30_000...30_399)
        #expect(configuration.phone.publicAddress == nil)
        #expect(configuration.phone.allow.isEmpty && configuration.phone.dialOut.isEmpty)
        #expect(configuration.phone.language == .english)
        #expect(configuration.phone.room == nil)
        #expect(configuration.phone.codecs == [.opus, .g722, .pcma, .pcmu])
        #expect(configuration.phone.calls == 200)
        #expect(!configuration.phone.lostCallNotice)
        #expect(configuration.promptsDirectory == "/home/ada/.local/state/partyline/prompts")
        #expect(configuration.trunks.isEmpty && configuration.numbers.isEmpty)
    }

    @Test func everyKeyOfPhonesIsRead() throws {
        let phone = try load(
            """
            phone:
              sip_address: 192.0.2.1
              sip_port: 5070
              tls_port: 5071
              certificate: /srv/sip.pem
              key: /srv/sip.key
              ports: 40001-40008
              public_address: 192.0.2.7
              allow: [192.0.2.0/24, 2001:db8::7]
              language: de
              room: plenum
              prompts_directory: /srv/prompts
              codecs: [pcma, opus]
              dial_out: [+4930*, "110"]
              calls: 2
              lost_call_notice: on
            """
        ).phone
        #expect(phone.sipAddress.description == "192.0.2.1")
        #expect((phone.sipPort, phone.tlsPort) == (5_070, 5_071))
        #expect((phone.certificate, phone.key) == ("/srv/sip.pem", "/srv/sip.key"))
        #expect(phone.ports.description == "40001-40008" && phone.ports.pairCount == 3)
        #expect(phone.publicAddress?.description == "192.0.2.7")
        #expect(phone.allow.map(\.description) == ["192.0.2.0/24", "2001:db8::7"])
        #expect(phone.language == .german)
        #expect(phone.room == "plenum")
        #expect(phone.promptsDirectory == "/srv/prompts")
        #expect(phone.codecs == [.pcma, .opus])
        #expect(phone.dialOut.map(\.description) == ["+4930*", "110"])
        #expect(phone.calls == 2)
        #expect(phone.lostCallNotice)
    }

    @Test func everyKeyOfATrunkIsRead() throws {
        let configuration = try load(
            """
            trunks:
              provider:
                server: "[2001:DB8::7]:5071"
                transport: tls
                user: 4930123456
                auth_user: 123e0
                domain: Example.org
                realm: The Realm
                password_env: TRUNK_PASSWORD
                register: off
                keep_alive: empty-lines
                encryption: sdes
                certificate_check: on
                ca_file: /srv/provider.pem
                language: de
                room: plenum
                calls: 10
            """)
        let trunk = try #require(configuration.trunks.first)
        #expect(configuration.trunks.count == 1)
        #expect(trunk.name == "provider")
        #expect((trunk.server.host, trunk.server.port) == ("2001:db8::7", 5_071))
        #expect(trunk.server.description == "[2001:db8::7]:5071")
        #expect(trunk.transport == .tls)
        #expect((trunk.user, trunk.authUser, trunk.domain, trunk.realm) == ("4930123456", "123e0", "example.org", "The Realm"))
        #expect(trunk.passwordSource == .variable("TRUNK_PASSWORD"))
        #expect(!trunk.registers)
        #expect(trunk.keepAlive == .emptyLines)
        #expect(trunk.encryption == .sdes)
        #expect(trunk.checksCertificate)
        #expect(trunk.authorities == "/srv/provider.pem")
        #expect((trunk.language, trunk.room, trunk.calls) == (.german, "plenum", 10))
        #expect(configuration.places["trunks.provider.user"]?.line == 5)
    }

    @Test func aTrunkNeedsOnlyAServerAndAUser() throws {
        let trunk = try #require(try load("trunks: { router: { server: fritz.box, user: 620 } }\n").trunks.first)
        #expect((trunk.server.host, trunk.server.port, trunk.server.address) == ("fritz.box", nil, nil))
        #expect((trunk.user, trunk.authUser, trunk.domain, trunk.realm) == ("620", "620", "fritz.box", "fritz.box"))
        #expect(trunk.transport == .udp && trunk.keepAlive == .options && trunk.encryption == .none)
        #expect(trunk.registers && trunk.checksCertificate)
        #expect(trunk.passwordSource == nil && trunk.authorities == nil)
        #expect((trunk.language, trunk.room, trunk.calls) == (nil, nil, nil))
    }

    @Test func aTrunkThatKnowsOurAddressNeedsNoUser() throws {
        #expect(try load("trunks: { pbx: { server: 192.0.2.7, register: off } }\n").trunks.first?.user == "partyline")
    }

    @Test func numbersReadQuotedAndPlainInTheOrderOfTheFile() throws {
        let numbers = try load(
            """
            numbers:
              "*": { language: de }
              +49 30-123456: { room: plenum, trunk: router, language: en }
              "+4930123457": { room: kitchen }
              200:
              0200: {}
              0049 30/123458: { room: attic }
            numbers.300.room: cellar
            trunks.router: { server: fritz.box, user: 620 }
            """
        ).numbers
        #expect(
            numbers.map { $0.number?.description }
                == [nil, "+4930123456", "+4930123457", "200", "0200", "+4930123458", "300"])
        #expect(numbers.map(\.room) == [nil, "plenum", "kitchen", nil, nil, "attic", "cellar"])
        #expect(numbers[0].language == .german && numbers[1].language == .english && numbers[2].language == nil)
        #expect(numbers[1].trunk == "router" && numbers[2].trunk == nil)
    }

    @Test(arguments: [
        ("trunks: { router: { server: fritz.box, user: 620 } }", 5_060), ("numbers: { 200: }", 5_060), ("phone: { allow: 192.0.2.7 }", 5_060),
        ("phone: { tls_port: 5061 }", 0), ("numbers: { 200: }\nphone.sip_port: 0", 0), ("numbers: { 200: }\nphone.sip_port: 5070", 5_070),
        ("numbers: {}\ntrunks: {}", 0),
    ]) func thePortOpensWithTheFirstWhoMayCall(text: String, port: Int) throws {
        #expect(try load(text).phone.sipPort == port)
    }

    @Test func phonesHaveTheCertificateAndAddressOfTheBoxUnlessTheyHaveTheirOwn() throws {
        let box = "web: { certificate: /srv/web.pem, key: /srv/web.key }\nmedia.public_address: 192.0.2.7\n"
        let shared = try load(box).phone
        #expect((shared.certificate, shared.key) == ("/srv/web.pem", "/srv/web.key"))
        #expect(shared.publicAddress?.description == "192.0.2.7")
        let own = try load(box + "phone: { certificate: /srv/sip.pem, key: /srv/sip.key, public_address: 192.0.2.8 }\n").phone
        #expect((own.certificate, own.key) == ("/srv/sip.pem", "/srv/sip.key"))
        #expect(own.publicAddress?.description == "192.0.2.8")
    }

    @Test func fewPortsAreFewCalls() throws {
        #expect(try load("phone: { ports: 30000-30019 }").phone.calls == 10)
    }

    @Test func filesOfTelephonesCountFromTheFileInWhichTheyStand() throws {
        let folder = try ScratchFolder()
        try folder.write(
            "partyline.yaml",
            """
            phone: { certificate: sip.pem, key: sip.key, prompts_directory: voices }
            trunks: { a: { server: a.org, user: a, password_file: a.password, transport: tls, ca_file: a.pem } }
            """)
        let configuration = try ServiceConfiguration.load(file: "\(folder.path)/partyline.yaml", in: .ada)
        #expect(configuration.phone.certificate == "\(folder.path)/sip.pem")
        #expect(configuration.phone.key == "\(folder.path)/sip.key")
        #expect(configuration.promptsDirectory == "\(folder.path)/voices")
        #expect(configuration.trunks.first?.passwordSource == .file("\(folder.path)/a.password"))
        #expect(configuration.trunks.first?.authorities == "\(folder.path)/a.pem")
    }

    @Test func theReadmeNamesEveryKeyOfTelephonesAsItIs() throws {
        let readme = try String(contentsOfFile: "\(sourceRoot)/Sources/Profiles/README.md", encoding: .utf8)
        for key in ServiceConfiguration.keys {
            let isTelephone = ["phone.", "trunks.", "numbers."].contains { key.key.hasPrefix($0) }
            let text = isTelephone ? "| `\(key.key)` | \(key.allowed) | \(key.meaning) |" : "`\(key.key)`"
            #expect(readme.contains(text), "\(text)")
        }
    }

    @Test func theExamplesOfTheReadmeLoad() throws {
        let readme = try String(contentsOfFile: "\(sourceRoot)/Sources/Profiles/README.md", encoding: .utf8)
        let examples = readme.components(separatedBy: "```yaml\n").dropFirst().compactMap { $0.components(separatedBy: "```").first }
        let loaded = try examples.map { try load($0) }
        #expect(loaded.map { $0.trunks.map(\.name) } == [["provider"], ["router"]])
        #expect(loaded.first?.destination(dialled: "+4930123458", trunk: "provider").room == "plenum")
        #expect(loaded.last?.destination(dialled: "620", trunk: "router") == .init(room: "plenum", language: .german))
    }

    // MARK: Where a call leads

    @Test(arguments: [
        ("+4930123456", "provider", "plenum", PromptLanguage.german), ("+4930123457", "provider", nil, .german),
        ("+4930123457", "router", nil, .english), ("620", "router", "kitchen", .english), ("+4940999999", "provider", "attic", .german),
        ("200", nil, "kitchen", .english), ("+4930123456", nil, "plenum", .german),
    ] as [(String, String?, String?, PromptLanguage)])
    func aCallLeadsWhereItsNumberThenItsTrunkThenPhonesSay(dialled: String, trunk: String?, room: String?, language: PromptLanguage) throws {
        let configuration = try load(
            """
            phone: { room: kitchen }
            trunks:
              provider: { server: sip.example.org, user: a, room: attic, language: de }
              router: { server: fritz.box, user: 620 }
            numbers:
              +4930123456: { room: plenum, language: de }
              +4930123457:
            """)
        #expect(configuration.destination(dialled: dialled, trunk: trunk) == .init(room: room, language: language))
    }

    @Test(arguments: [
        // The same digits, however the trunk writes them.
        ("+4930123456", "one"), ("004930123456", "one"), ("4930123456", "one"), ("%2B4930123456", "one"), ("+49 30 123456", "one"),
        ("+49-30-12.34.56", "one"), ("+49(30)123456", "one"), ("+4930123456;phone-context=example.org", "one"), ("+4930123456@example.org", "one"),
        // The end of it.
        ("030123456", "one"), ("30123456", "one"), ("123456", "one"), ("030123456;phone-context=+49", "one"),
        // Other numbers.
        ("+4930123457", "any"), ("+4940123456", "any"), ("23456", "any"), ("12345", "any"), ("+14930123456", "any"), ("", "any"),
        ("partyline", "any"), ("+", "any"), (";x", "any"), ("**200", "any"), ("123456789012345678901", "any"),
        // Short ones are themselves only.
        ("200", "short"), ("+200", "short"), ("0200", "any"), ("+4930200", "any"),
        // The other way round: the entry is the end of what was dialled.
        ("+4940555666", "local"), ("040555666", "local"), ("0555666", "local"), ("555666", "local"),
        // The longest end counts; of two as long, neither.
        ("+4989777888", "long"), ("777888", "any"), ("0777888", "any"), ("89777888", "long"),
    ]) func aDialledNumberFindsItsEntry(dialled: String, room: String) throws {
        let numbers = try load(
            """
            numbers:
              "*": { room: any }
              +4930123456: { room: one }
              200: { room: short }
              555666: { room: local }
              089777888: { room: long }
              +4940777888: { room: other }
            """
        ).numbers
        #expect(numbers.entry(dialled: dialled, trunk: nil)?.room == room)
    }

    @Test func withoutAnAsteriskANumberMayHaveNoEntry() throws {
        #expect(try load("numbers: { 200: }").numbers.entry(dialled: "201", trunk: nil) == nil)
    }

    @Test(arguments: [("a", "hers"), ("b", "any"), (nil, "any")] as [(String?, String)])
    func anEntryWithATrunkIsForItsCallsOnly(trunk: String?, room: String) throws {
        let numbers = try load(
            """
            trunks: { a: { server: a.org, user: a }, b: { server: b.org, user: b } }
            numbers: { 200: { trunk: a, room: hers }, "*": { room: any } }
            """
        ).numbers
        #expect(numbers.entry(dialled: "200", trunk: trunk)?.room == room)
    }

    // MARK: Quantities

    @Test(arguments: [
        ("192.0.2.0/24", "192.0.2.255", true), ("192.0.2.0/24", "192.0.3.0", false), ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.8", false),
        ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "2001:db8::1", false), ("::/0", "2001:db8::1", true), ("::/0", "192.0.2.1", false),
        ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::", false), ("2001:db8::/64", "2001:db8::ffff:0:0:1", true),
        ("2001:db8::/65", "2001:db8::8000:0:0:1", false), ("::ffff:192.0.2.0/120", "192.0.2.9", true), ("10.0.0.0/8", "10.255.0.1", true),
    ]) func aNetworkHasItsAddressesInIt(network: String, address: String, isIn: Bool) throws {
        #expect(try #require(IPNetwork(network)).contains(try #require(IPAddress(address))) == isIn)
    }

    @Test(arguments: ["192.0.2.7/24", "192.0.2.0/33", "192.0.2.0/", "192.0.2.0/-1", "/24", "", "::1/64", "::/129", "a.org", "192.0.2.0/24/1", "192.0.2.0/+8"])
    func whatIsNoNetworkIsNotRead(text: String) { #expect(IPNetwork(text) == nil) }

    @Test(arguments: [
        ("sip.Example.org", "sip.example.org"), ("sip.example.org:5070", "sip.example.org:5070"), ("192.0.2.1", "192.0.2.1"), ("192.0.2.1:1", "192.0.2.1:1"),
        ("2001:DB8:0::1", "[2001:db8::1]"), ("[2001:db8::1]", "[2001:db8::1]"), ("[2001:db8::1]:65535", "[2001:db8::1]:65535"), ("fritz.box", "fritz.box"),
    ]) func hostsReadAndWrite(written: String, normal: String) { #expect(SIPHost(written)?.description == normal) }

    @Test(arguments: [
        "", ":5060", "a.org:", "a.org:0", "a.org:65536", "a.org:+1", "a b", "sip:a.org", "user@a.org", "[a.org]", "[192.0.2.1]", "[::1", "::1]", "[]:5060", "a.org:5060:1",
    ]) func whatIsNoHostIsNotRead(text: String) { #expect(SIPHost(text) == nil) }

    @Test(arguments: ["", "+", "+ 49", "a", "49+30", "++49", "49a", "-1", "1-", "1 ", "123456789012345678901", "٣٤", "*", "1*", "1.2", "(030)1"])
    func whatIsNoNumberIsNotRead(text: String) { #expect(PhoneNumber(text) == nil) }

    @Test(arguments: [("00", "00"), ("000", "000"), ("0030", "+30"), ("01", "01"), ("+0030", "+0030"), ("+49 30/12-34", "+49301234")])
    func numbersReadAndWrite(written: String, normal: String) { #expect(PhoneNumber(written)?.description == normal) }

    @Test(arguments: [
        ("+4930*", "+4930123", true), ("+4930*", "004930123", true), ("+4930*", "+4940123", false), ("+4930*", "030123", false), ("+4930*", "4930123", false),
        ("0*", "030123", true), ("0*", "0030123", false), ("00*", "+4930", true), ("+*", "0049", true), ("+*", "049", false), ("*", "+1", true), ("*", "110", true),
        ("110", "110", true), ("110", "1101", false), ("0049301", "+49301", true), ("+49301", "+493012", false),
    ]) func aPatternAllowsWhatBeginsSo(pattern: String, number: String, isAllowed: Bool) throws {
        #expect(try #require(DialPattern(pattern)).matches(try #require(PhoneNumber(number))) == isAllowed)
    }

    @Test(arguments: ["", "**", "+49*30", "a*", "*49", "+", "+4930 *"]) func whatIsNoPatternIsNotRead(text: String) {
        #expect(DialPattern(text) == nil)
    }

    @Test(arguments: [("30000-30001", 1), ("30001-30002", 0), ("30001-30003", 1), ("1-65535", 32_767), ("65534-65535", 1), ("65535-65535", 0), ("2-2", 0)])
    func callsTakePairsOfPorts(text: String, pairs: Int) { #expect(PortRange(text)?.pairCount == pairs) }

    @Test(arguments: ["", "30000", "2-1", "0-1", "1-65536", "1-2-3", "a-b", "-1-2", "1 - 2"]) func whatIsNoRangeIsNotRead(text: String) {
        #expect(PortRange(text) == nil)
    }
}

extension Surroundings {
    static let ada = Surroundings(environment: ["HOME": "/home/ada"], isRoot: false)
}

private func load(_ text: String) throws -> ServiceConfiguration {
    let folder = try ScratchFolder()
    try folder.write("partyline.yaml", text)
    return try ServiceConfiguration.load(file: "\(folder.path)/partyline.yaml", in: .ada)
}
