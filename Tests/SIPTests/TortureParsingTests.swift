import Testing

@testable import SIP

/// RFC 4475, as far as reading goes: what is valid is read and says the right thing, what is not gets the answer that the RFC names.
@Suite struct TortureParsingTests {
    @Test func theArchiveIsComplete() { #expect(Torture.names.count == 50) }

    private static func request(_ name: String) throws -> SIPRequest {
        guard case .request(let request) = try SIPMessage.parse(Torture.message(name)) else { throw SIPError.notSIP }
        return request
    }

    private static func response(_ name: String) throws -> SIPResponse {
        guard case .response(let response) = try SIPMessage.parse(Torture.message(name)) else { throw SIPError.notSIP }
        return response
    }

    // 3.1.1: valid messages

    @Test func wsinv() throws {
        let request = try Self.request("wsinv")
        #expect(request.method == .invite && request.uri.sip?.user == "vivekg" && request.uri.sip?.parameters["unknownparam"] == "")
        #expect(request.to.tag == "1918181833n" && request.from.tag == "98asjd8" && request.from.displayName == #"J Rosenberg \""#)
        #expect(request.maxForwards == 68 && request.cseq == CSeq(9, .invite) && request.callID == "wsinv.ndaksdj@192.0.2.1")
        #expect(request.vias.map(\.host) == ["192.0.2.2", "spindle.example.com", "192.168.255.111"])
        #expect(request.vias.map(\.transport) == ["UDP", "TCP", "UDP"])
        #expect(request.vias.map(\.branch) == ["390skdjuw", "z9hG4bK9ikj8", "z9hG4bK30239"])
        #expect(request.headers["Subject"] == "" && request.headers["NewFangledHeader"] == "newfangled value continued newfangled value")
        #expect(request.headers["UnknownHeaderWithUnusualValue"] == ";;,,;;,;")
        let contact = try #require(request.contacts.first)
        #expect(
            contact.displayName == #"Quoted string """# && contact.parameters["newparam"] == "newvalue" && contact.parameters["q"] == "0.33"
        )
        #expect(contact.parameters["secondparam"] == "" && request.routes.first?.uri.sip?.isLooseRouter == true)
        #expect(request.body?.bytes.count == 150)
    }

    @Test func intmeth() throws {
        let request = try Self.request("intmeth")
        #expect(request.method.name == "!interesting-Method0123456789_*+`.%indeed'~" && request.cseq.method == request.method)
        #expect(request.uri.sip?.user == "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*")
        #expect(request.uri.sip?.passwordText == "&it+has=1,weird!*pas$wo~d_too.(doesn't-it)" && request.uri.sip?.host == "example.com")
        #expect(request.vias.first?.branch == "z9hG4bK-.!%66*_+`'~" && request.to.displayName == "BEL:\u{7} NUL:\u{0} DEL:\u{7F}")
        #expect(
            request.from.displayName == "token1~` token2'+_ token3*%!.-" && request.from.parameters["fromParam''~+*_!.-%"] == "работающий")
        #expect(request.from.tag == "_token~1'+`*%!-." && request.callID == #"intmeth.word%ZK-!.*_+'@word`~)(><:\/"][?}{"#)
        #expect(request.headers["extensionHeader-!.%*+_`'~"] == "\u{FEFF}大停電")
    }

    @Test func esc01() throws {
        let request = try Self.request("esc01")
        #expect(request.uri.sip?.user == "sips:user@example.com" && request.uri.sip?.host == "example.net")
        #expect(request.to.uri.user == "user" && request.from.uri.user == "I have spaces")
        let contact = try #require(request.contacts.first?.uri.sip)
        #expect(contact.user == "caller" && contact.parameters["n%61me"] == "v%61lue%25%34%31")
        #expect(Text.unescaped("v%61lue%25%34%31") == "value%41")
        #expect(request.body?.bytes.count == 150)
    }

    @Test func escnull() throws {
        let request = try Self.request("escnull")
        #expect(request.method == .register && request.to.uri.user == "null-\0-null" && request.from.uri.user == "null-\0-null")
        #expect(request.contacts.map(\.uri.user) == ["\0", "\0\0"])
    }

    @Test func esc02() throws {
        let request = try Self.request("esc02")
        #expect(request.method == SIPMethod("RE%47IST%45R") && request.method != .register)
        #expect(request.to.displayName == "%Z%45" && request.contacts.map(\.uri.user) == ["alias1", "alias3"])
        #expect(request.headers["C%6Fntact"] == "<sip:alias2@host2.example.com>")
    }

    @Test func lwsdisp() throws {
        let from = try Self.request("lwsdisp").from
        #expect(from.displayName == "caller" && from.uri.user == "caller" && from.tag == "323")
    }

    @Test func longreq() throws {
        let request = try Self.request("longreq")
        #expect(request.vias.count == 34 && request.from.uri.user?.count == 115 && request.from.tag?.count == 155)
        #expect(
            request.headers["Unknown-LongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLong-Name"]?.hasPrefix(
                "unknown-longlong") == true)
        #expect(request.body?.bytes.count == 150)
    }

    @Test func dblreq() throws {
        let request = try Self.request("dblreq")
        #expect(request.method == .register && request.body == nil && request.callID == "dblreq.0ha0isndaksdj99sdfafnl3lk233412")
    }

    @Test func semiuri() throws {
        let request = try Self.request("semiuri")
        #expect(
            request.uri.sip?.user == "user;par=u@example.net" && request.uri.sip?.host == "example.com"
                && request.uri.sip?.parameters.all.isEmpty == true)
    }

    @Test func transports() throws {
        #expect(try Self.request("transports").vias.map(\.transport) == ["UDP", "SCTP", "TLS", "UNKNOWN", "TCP"])
    }

    @Test func mpart01() throws {
        let request = try Self.request("mpart01")
        #expect(request.body?.mediaType == "multipart/mixed" && request.body?.bytes.count == 553 && request.body?.bytes.contains(0) == true)
    }

    @Test func unreason() throws {
        let response = try Self.response("unreason")
        #expect(response.status == .ok && response.status.reason == "= 2**3 * 5**2 но сто девяносто девять - простое")
    }

    @Test func noreason() throws {
        let response = try Self.response("noreason")
        #expect(response.status == .trying && response.status.reason == "")
    }

    // 3.1.2: invalid messages, and those of 3.3 that reading finds

    @Test(arguments: [
        "badinv01", "clerr", "ncl", "scalar02", "quotbal", "ltgtruri", "lwsruri", "lwsstart", "trws", "escruri", "regbadct", "badaspec",
        "baddn",
        "mismatch01", "insuf", "multi01", "mcl01",
    ])
    func isAnsweredBadRequest(name: String) throws {
        let fault = try #require(faultIn(Torture.message(name)))
        let text = String(decoding: try #require(fault.answer), as: UTF8.self)
        #expect(text.hasPrefix("SIP/2.0 400 Bad Request: \(fault.error)") && text.hasSuffix("Content-Length: 0\r\n\r\n"))
        // It finds the way back, and the call that it is about.
        let head = MessageHead(parsing: Torture.message(name)[...])
        #expect(text.contains("Via: \(head.headers["Via"] ?? "?")\r\n"))
        if let callID = head.headers["Call-ID"] { #expect(text.contains("Call-ID: \(callID)\r\n")) }
    }

    @Test func badversIsAnsweredVersionNotSupported() throws {
        let fault = try #require(faultIn(Torture.message("badvers")))
        #expect(fault.error == .otherVersion && String(decoding: fault.answer ?? [], as: UTF8.self).hasPrefix("SIP/2.0 505 "))
    }

    @Test(arguments: ["scalarlg", "bigcode"]) func brokenResponsesMeetSilence(name: String) throws {
        #expect(try #require(faultIn(Torture.message(name))).answer == nil)
    }

    /// In the archive and in no section of the RFC: no version, no Via.
    @Test func testMeetsSilence() throws { #expect(try #require(faultIn(Torture.message("test"))).answer == nil) }

    @Test func baddateIsRead() throws { #expect(try Self.request("baddate").headers["Date"] == "Fri, 01 Jan 2010 16:00:00 EST") }

    @Test func mismatch02IsReadForItsUnknownMethod() throws {
        let request = try Self.request("mismatch02")
        #expect(request.method.name == "NEWMETHOD" && request.cseq.method == .invite)
    }

    // 3.2 to 3.4: what is read and left to others

    @Test func badbranchNamesNoTransaction() throws {
        let via = try #require(try Self.request("badbranch").vias.first)
        #expect(via.branch == "z9hG4bK" && !via.hasUniqueBranch)
    }

    @Test func otherSchemesAreRead() throws {
        #expect(try Self.request("unkscm").uri == .other(scheme: "nobodyknowsthisscheme", rest: "totallyopaquecontent"))
        #expect(try Self.request("novelsc").uri == .other(scheme: "soap.beep", rest: "//192.0.2.103:3002"))
        let request = try Self.request("unksm2")
        #expect(request.to.uri.text == "isbn:2983792873" && request.from.uri.text == "http://www.example.com")
        #expect(request.contacts.first?.uri.text == "name:John_Smith")
    }

    @Test func extensionsTypesAndSchemesAreRead() throws {
        #expect(try Self.request("bext01").headers.list("Require") == ["nothingSupportsThis", "nothingSupportsThisEither"])
        #expect(try Self.request("invut").body?.mediaType == "application/unknownformat")
        #expect(try Self.request("regaut01").headers["Authorization"] == "NoOneKnowsThisScheme opaque-data=here")
        #expect(try Self.request("sdp01").headers["Accept"] == "text/nobodyKnowsThis")
        #expect(try Self.request("zeromf").maxForwards == 0)
        #expect(try Self.response("bcast").vias.map(\.host) == ["192.0.2.198", "255.255.255.255"])
    }

    @Test func parametersOfTheFieldAndOfTheURIAreToldApart() throws {
        let field = try #require(try Self.request("cparam01").contacts.first)
        #expect(field.parameters["unknownparam"] == "" && field.uri.sip?.parameters.all.isEmpty == true)
        let uri = try #require(try Self.request("cparam02").contacts.first)
        #expect(uri.parameters.all.isEmpty && uri.uri.sip?.parameters["unknownparam"] == "")
        #expect(try Self.request("regescrt").contacts.first?.uri.sip?.headerText == "Route=%3Csip:sip.example.com%3E")
    }

    @Test func inv2543IsRead() throws {
        let request = try Self.request("inv2543")
        #expect(request.from.tag == nil && request.vias.first?.branch == nil && request.maxForwards == 70)
        // Without Content-Length the body is all the rest.
        #expect(
            request.body?.bytes.count == 105 && request.from.parameters["user"] == nil
                && request.from.uri.sip?.parameters["user"] == "phone")
    }

    @Test(arguments: Torture.names) func whatIsReadIsWrittenAndReadTheSame(name: String) throws {
        guard let message = try? SIPMessage.parse(Torture.message(name)) else { return }
        let again = try SIPMessage.parse(message.bytes)
        #expect(again.bytes == message.bytes)
    }
}
