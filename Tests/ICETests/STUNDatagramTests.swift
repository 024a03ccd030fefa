import ICE
import Testing

@Suite struct STUNDatagramTests {
    private func request(username: String) -> [UInt8] { message(attribute(0x0006, Array(username.utf8))) }

    @Test func theNameBeforeTheColonIsTold() {
        #expect(STUNDatagram.localUfrag(of: Vectors.request) == "evtj")
        #expect(STUNDatagram.localUfrag(of: request(username: "a+/9:")) == "a+/9")
    }

    @Test(arguments: [
        "", ":", "abcd", "abc:wxyz", "ab d:wxyz", "ab\u{0}d:wxyz", "äöüß:wxyz", String(repeating: "a", count: 257) + ":wxyz",
    ])
    func aNameThatIsNotOneOfICEIsNone(username: String) {
        #expect(STUNDatagram.localUfrag(of: request(username: username)) == nil)
    }

    @Test func onlyBindingRequestsAreForASession() {
        #expect(STUNDatagram.localUfrag(of: []) == nil)
        #expect(STUNDatagram.localUfrag(of: Vectors.responseIPv4) == nil)
        for type in [0x0011, 0x0101, 0x0111, 0x0003] as [UInt16] {
            #expect(STUNDatagram.localUfrag(of: message(type: type, attribute(0x0006, Array("abcd:wxyz".utf8)))) == nil)
        }
    }

    @Test func aNameBehindTheIntegrityIsNone() {
        let integrity = attribute(0x0008, [UInt8](repeating: 0, count: 20))
        #expect(STUNDatagram.localUfrag(of: message(integrity + attribute(0x0006, Array("abcd:wxyz".utf8)))) == nil)
    }
}
