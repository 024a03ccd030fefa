import Profiles
import Testing

/// Where everybody in the world can come, somebody has to be named who answers for the box.
@Suite struct OperatorTests {
    private static let house = ["127.0.0.1", "::1", "192.168.1.5", "fd00::5", "fe80::5", "100.64.0.5", "10.1.2.3", "172.16.9.9"]

    private func load(_ text: String) throws -> ServiceConfiguration {
        let surroundings = Surroundings(environment: ["HOME": "/home/ada"], isRoot: false)
        return try ServiceConfiguration.load(file: "/home/ada/partyline.yaml", in: surroundings, draft: Array(text.utf8))
    }

    private func door(_ text: String, own: [String] = house) throws -> String? { try load(text).openDoor(own: own.compactMap { IPAddress($0) }) }

    @Test(arguments: ["198.51.100.7", "2001:db8::7"]) func aPublicAddressOfTheMachineOpensABoxThatIsAtAllAddresses(address: String) throws {
        #expect(try door("", own: Self.house + [address]) == "\(address) is an address of this machine")
        #expect(try door("", own: Self.house) == nil)
    }

    @Test func allAddressesOfIPv4AreNotThoseOfIPv6() throws {
        let text = "media: { address: 0.0.0.0 }\nweb: { address: 0.0.0.0 }"
        #expect(try door(text, own: Self.house + ["2001:db8::7"]) == nil)
        #expect(try door(text, own: Self.house + ["198.51.100.7"]) != nil)
    }

    @Test(arguments: ["media", "web"]) func aPublicAddressThatIsBoundOpensIt(section: String) throws {
        let other = section == "media" ? "web" : "media"
        let text = "\(section): { address: 198.51.100.7 }\n\(other): { address: 192.168.1.5 }"
        #expect(try door(text) == "\(section).address is 198.51.100.7")
    }

    @Test func aBoxOfTheHouseOnAPublicMachineIsNotOpen() throws {
        let text = "media: { address: 192.168.1.5 }\nweb: { address: 127.0.0.1 }"
        #expect(try door(text, own: Self.house + ["198.51.100.7"]) == nil)
    }

    @Test func aWebServerThatIsOffOpensNothing() throws {
        #expect(try door("media: { address: 127.0.0.1 }\nweb: { port: 0 }", own: ["198.51.100.7"]) == nil)
    }

    @Test func theAddressOfARouterOpensIt() throws {
        #expect(try door("media: { public_address: 198.51.100.7 }") == "media.public_address is 198.51.100.7")
        #expect(try door("media: { public_address: 192.168.1.5 }") == nil)
        #expect(try door("media: { public_address: Box.Example.org }") == "media.public_address is box.example.org")
    }

    @Test(arguments: [
        ("sip.example.org", true), ("198.51.100.9", true), ("fritz.box", false), ("192.168.1.1", false), ("pbx", false), ("pbx.local", false),
    ])
    func aTrunkOfAProviderOpensItAndOneOfTheHouseDoesNot(server: String, isOpen: Bool) throws {
        let text = "trunks:\n  home: { server: \(server), register: off }"
        #expect(try (door(text) != nil) == isOpen)
    }

    @Test func whoeverIsOpenHasToNameBothAndIsToldTheLinesAndTheFile() throws {
        let own = [try #require(IPAddress("198.51.100.7"))]
        for (text, lines) in [("", ["name: ", "contact: "]), ("operator: { name: Ada }", ["contact: "]), ("operator: { contact: a@b }", ["name: "])] {
            let configuration = try load(text)
            let error = try #require(throws: ProfileError.self) { try configuration.checkOperator(file: "/srv/partyline.yaml", own: own) }
            #expect(error.description.hasPrefix("/srv/partyline.yaml: people from everywhere can reach this box (198.51.100.7 is"))
            let written = error.description.split(separator: "\n").dropFirst(lines.count).map { $0.drop { $0 == " " } }
            #expect(written.count == lines.count)
            for (line, start) in zip(written, lines) { #expect(line.hasPrefix(start), "\(error)") }
        }
        try load("operator: { name: Ada, contact: a@b }").checkOperator(file: nil, own: own)
        try load("").checkOperator(file: nil, own: Self.house.compactMap { IPAddress($0) })
    }
}
