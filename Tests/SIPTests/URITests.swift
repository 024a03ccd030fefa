import Testing

@testable import SIP

@Suite struct URITests {
    private static func uri(_ text: String) throws -> SIPURI { try #require(URI(parsing: text)?.sip, "\(text)") }

    /// RFC 3261 section 19.1.4.
    @Test(arguments: [
        ("sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp"),
        ("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5"),
        ("sip:carol@chicago.com;newparam=5", "sip:carol@chicago.com;security=on"),
        (
            "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
            "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com"
        ),
        ("sip:alice@atlanta.com?subject=project%20x&priority=urgent", "sip:alice@atlanta.com?priority=urgent&subject=project%20x"),
    ])
    func areEquivalent(a: String, b: String) throws {
        #expect(try Self.uri(a).isEquivalent(to: Self.uri(b)) && Self.uri(b).isEquivalent(to: Self.uri(a)))
    }

    @Test(arguments: [
        ("SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP"),
        ("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060"),
        ("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp"),
        ("sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp"),
        ("sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting"),
        ("sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4"),
        ("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off"),
        ("sip:a%40b@c", "sips:a%40b@c"),
    ])
    func areNotEquivalent(a: String, b: String) throws { #expect(try !Self.uri(a).isEquivalent(to: Self.uri(b))) }

    @Test(arguments: [
        "sip:", "sip:@host", "sip:user@", "sip:user@host:", "sip:user@host:99999", "sip:user@host:5060x", "sip:us er@host",
        "sip:user@host;", "sip:user@host;;a",
        "sip:user@host;=v", "sip:user@host?", "sip:a%4@host", "sip:a%zz@host", "sip:a@b@c", "sip:[::1", "sip:<a@b>", "host", ":x",
        "1ip:a@b", "sip:ünnü@host",
    ])
    func isNone(text: String) { #expect(URI(parsing: text) == nil) }

    @Test(arguments: [
        "sip:alice:secret@atlanta.com;transport=tcp?subject=x", "sips:1212@gateway.com", "sip:[2001:db8::10]:5070;lr",
        "sip:+49-30-123;isub=1@gw.example;user=phone",
        "sip:*21%23@host", "sip:host", "tel:+49-30-1234;phone-context=example.com", "urn:service:sos",
    ])
    func isWrittenAsItIsRead(text: String) { #expect(URI(parsing: text)?.text == text) }

    @Test func aUserIsEscapedWhereItMustBe() throws {
        let uri = SIPURI(user: "a b@c:d\"", host: "host")
        #expect(uri.text == "sip:a%20b%40c%3Ad%22@host")
        #expect(try Self.uri(uri.text).user == "a b@c:d\"")
    }

    @Test func telephoneNumbersAreComparedByTheirDigits() throws {
        let a = try #require(URI(parsing: "tel:+49-30-1234"))
        let b = try #require(URI(parsing: "tel:+49(30)1234"))
        let c = try #require(URI(parsing: "tel:+49301235"))
        #expect(a.isEquivalent(to: b) && !a.isEquivalent(to: c) && a.user == "+49301234")
    }

    @Test func anIPv6ViaAndItsReceivedAreRead() throws {
        let via = try #require(Via(parsing: "SIP/2.0/UDP [2001:db8::9:1]:5070;received=2001:db8::9:255;branch=z9hG4bKas3-111"))
        #expect(
            via.host == "[2001:db8::9:1]" && via.port == 5_070 && via.parameters["received"] == "2001:db8::9:255" && via.hasUniqueBranch)
    }

    @Test(arguments: [
        "", "SIP/2.0/UDP", "SIP/2.0 host", "SIP/2.0/UDP host;", "SIP/2.0/UDP host;;branch=a", "SIP/2.0/UDP host:0x",
        "SIP/2.0/UDP host branch=a",
    ])
    func isNoVia(text: String) { #expect(Via(parsing: text) == nil) }

    @Test(arguments: [
        "", "<sip:a@b", "\"a <sip:a@b>", "a, b <sip:a@b>", "<sip:a@b>x", "sip:a@b?c=d", "< sip:a@b >", "\"a\" sip:a@b", "<sip:a@b>;tag=\"x",
    ])
    func isNoAddress(text: String) { #expect(NameAddress(parsing: text) == nil) }

    @Test func aNameOfTwoWordsAndOfLettersBeyondASCIINeedsNoQuotes() throws {
        let address = try #require(NameAddress(parsing: "Jörg Müller <sip:a@b>;tag=1"))
        #expect(address.displayName == "Jörg Müller" && address.text == "\"Jörg Müller\" <sip:a@b>;tag=1")
    }

    @Test func nothingInAHeaderFieldBeginsANewLine() {
        var fields = HeaderFields()
        fields.append("Subject", "a\r\nEvil: yes")
        #expect(fields["Subject"]?.utf8.contains(10) == false && fields["Evil"] == nil)
    }
}
