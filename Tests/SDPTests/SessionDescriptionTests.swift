import SDP
import Testing

@Suite struct SessionDescriptionTests {
    @Test(arguments: Offers.all.keys.sorted()) func whatIsReadIsWrittenAgain(program: String) throws {
        let text = try #require(Offers.all[program])
        let description = try SessionDescription.parse(text)
        #expect(description.text == text)
        #expect(try SessionDescription.parse(description.text) == description)
    }

    @Test func linesBelongToTheMediaAboveThem() throws {
        let description = try SessionDescription.parse(Offers.obs)
        #expect(description.lines.count == 12)
        #expect(description.media.map(\.kind) == ["audio", "video"])
        #expect(description.media.map(\.port) == [56_921, 56_921])
        #expect(description.media.map(\.number) == [13, 25])
        #expect(description.media[1].lines.first == SDPLine(type: "c", value: "IN IP4 192.0.2.17", number: 26))
    }

    @Test func anAttributeIsNameAndValue() throws {
        let text = "v=0\no=-\ns=\nt=0 0\na=b:c:d\na=e\na=f:\n"
        let lines = try SessionDescription.parse(text).lines
        #expect(lines.dropFirst(4).map(\.name) == ["b", "e", "f"])
        #expect(lines.dropFirst(4).map(\.value) == ["c:d", nil, ""])
        #expect(lines.map(\.number) == Array(1...7))
    }

    @Test func severalPortsAreWrittenAgain() throws {
        let text = "v=0\r\no=-\r\ns=-\r\nt=0 0\r\nm=audio 9/2 RTP/AVP 0\r\n"
        let description = try SessionDescription.parse(text)
        #expect(description.media.first?.portCount == 2)
        #expect(description.text == text)
    }

    @Test func accentsOnSeparatorsDoNotHideThem() throws {
        // A combining accent makes one Swift character of itself and the ":" or the line's end before it.
        let text = "v=0\r\no=-\r\ns=-\r\n\u{301}"
        #expect(throws: SDPError.self) { try SessionDescription.parse(text) }
        let lines = try SessionDescription.parse("v=0\no=-\ns=-\nt=0 0\na=b:\u{301}c\n").lines
        #expect(lines.last?.name == "b")
    }
}
