import Testing

@testable import Profiles

@Suite struct PublicHostTests {
    @Test(arguments: [("192.0.2.7", "192.0.2.7"), ("2001:DB8:0::7", "2001:db8::7")]) func anAddressIsTaken(text: String, written: String) {
        #expect(PublicHost(text)?.text == written)
        #expect(PublicHost(text)?.address?.description == written)
    }

    @Test(arguments: [("Box.Example.org", "box.example.org"), ("my-line.dyndns.example", "my-line.dyndns.example"), ("1.2.3.example", "1.2.3.example")])
    func aNameIsTaken(text: String, written: String) {
        #expect(PublicHost(text)?.text == written)
        #expect(PublicHost(text)?.address == nil)
    }

    /// An address with a slip in it is not taken for a name.
    @Test(arguments: ["", "box", "192.0.2.300", "192.0.2", "box.example.org:5004", "https://box.example.org", "[2001:db8::7]", "box example.org", ".org", "a..b"])
    func anythingElseIsRefused(text: String) { #expect(PublicHost(text) == nil) }

    @Test(arguments: [
        (["127.0.1.1", "2001:db8::7", "198.51.100.7", "203.0.113.7"], "198.51.100.7"), (["2001:db8::7"], "2001:db8::7"), (["127.0.1.1", "::1"], nil), ([], nil),
    ] as [([String], String?)])
    func ofSeveralAddressesTheOneOfUseToOthersIsChosen(addresses: [String], chosen: String?) {
        #expect(PublicHost.chosen(from: addresses.compactMap { IPAddress($0) })?.description == chosen)
    }
}
