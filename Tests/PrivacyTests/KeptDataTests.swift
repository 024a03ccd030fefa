import Privacy
import Testing

@Suite struct KeptDataTests {
    @Test(arguments: KeptData.allCases) func eachRowSaysWhatHowLongAndForWhomInBothLanguages(data: KeptData) {
        let (english, german) = (data.text(in: .english), data.text(in: .german))
        for text in [english, german] {
            #expect([text.what, text.howLong, text.whoSees].allSatisfy { !$0.isEmpty && !$0.hasSuffix(".") })
        }
        #expect(english.what != german.what && english.howLong != german.howLong && english.whoSees != german.whoSees)
    }

    @Test func theHonestSentenceComesFirst() {
        #expect(PrivacyNotice(.english).hearing[0].hasPrefix("Whoever runs this box can technically hear what is said."))
        #expect(PrivacyNotice(.german).hearing[0].hasPrefix("Wer diese Box betreibt, kann technisch hören, was gesagt wird."))
    }

    @Test(arguments: [
        ("box@example.org", "mailto:box@example.org"), ("+49 30 123456", "tel:+4930123456"), ("https://example.org/box?a=b", "https://example.org/box?a=b"),
        ("knock at the door", nil), ("box@example.org?subject=x", nil), ("javascript:alert(1)", nil), ("https://x.org/\"onclick", nil),
    ])
    func aContactLeadsWhereOneCanGo(contact: String, link: String?) {
        #expect(BoxOperator(name: "Ada", contact: contact)?.link == link)
    }

    @Test func nobodyIsNoOperator() { #expect(BoxOperator(name: nil, contact: "box@example.org") == nil) }
}
