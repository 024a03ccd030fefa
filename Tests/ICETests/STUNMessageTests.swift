import ICE
import MediaTypes
import Testing

@Suite struct STUNMessageTests {
    // MARK: RFC 5769

    @Test func theSampleRequestIsRead() throws {
        let request = try #require(parsed(Vectors.request))
        #expect(request.messageClass == .request && request.method == STUNMessage.binding)
        #expect(request.transaction == Vectors.transaction)
        #expect(request.username == "evtj:h6vY")
        #expect(request.priority == 0x6E00_01FF)
        #expect(request.role == .controlled(0x932F_F9B1_5126_3B36))
        #expect(request.hasFingerprint && request.integrityOffset == 76)
        #expect(!request.isNominating && request.unknownRequired == [])
    }

    @Test func theSampleIPv4ResponseIsRead() throws {
        let response = try #require(parsed(Vectors.responseIPv4))
        #expect(response.messageClass == .success)
        #expect(response.mappedAddress == TransportAddress(ipv4: 0xC000_0201, port: 32_853))
    }

    @Test func theSampleIPv6ResponseIsRead() throws {
        let response = try #require(parsed(Vectors.responseIPv6))
        #expect(response.mappedAddress == TransportAddress(high: 0x2001_0DB8_1234_5678, low: 0x0011_2233_4455_6677, port: 32_853))
    }

    @Test(arguments: Vectors.all) func theSamplesAreAuthenticUnderTheirPasswordAlone(sample: [UInt8]) {
        #expect(isAuthentic(sample, password: Vectors.password))
        #expect(!isAuthentic(sample, password: "VOkJxbRl1RmTxUk/WvJxBu"))
        #expect(!isAuthentic(sample, password: ""))
    }

    // MARK: writing. The bytes come from another implementation, in Python, which gives RFC 5769's HMAC and checksum too.

    @Test func aCheckIsWritten() {
        var check = STUNMessage(.request, transaction: Vectors.transaction)
        check.username = "evtj:h6vY"
        check.priority = 0x6E00_01FF
        check.role = .controlling(0x932F_F9B1_5126_3B36)
        check.isNominating = true
        #expect(hexadecimal(check.write(password: Vectors.password)) == "000100482112a442b7e7a701bc34d686fa87dfae"
            + "000600096576746a3a68367659000000002400046e0001ff802a0008932ff9b151263b3600250000"
            + "000800149722b22f7aced8809ee6b97a2d6327ec2882d509802800041d7c6f47")
    }

    @Test(arguments: [
        (TransportAddress(ipv4: 0xC000_0201, port: 32_853), "0101002c2112a442b7e7a701bc34d686fa87dfae002000080001a147e112a643"
            + "0008001474c9371ebf3148548518699c3e3174c20dd9e68a80280004fae4043a"),
        (TransportAddress(high: 0x2001_0DB8_1234_5678, low: 0x0011_2233_4455_6677, port: 32_853),
            "010100382112a442b7e7a701bc34d686fa87dfae002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"
            + "00080014ee33a0555319eec10ad5fbfdf8733d196e552b3c802800045ded7186"),
    ] as [(TransportAddress, String)])
    func anAnswerIsWritten(address: TransportAddress, expected: String) {
        var answer = STUNMessage(.success, transaction: Vectors.transaction)
        answer.mappedAddress = address
        #expect(hexadecimal(answer.write(password: Vectors.password)) == expected)
    }

    @Test(arguments: [
        (420, [0x001E, 0x7777], "011100442112a442b7e7a701bc34d686fa87dfae0009001500000414556e6b6e6f776e20417474726962757465000000"
            + "000a0004001e777700080014916ac38147dec116b8c700831524b61c9016b5e58028000487fa19c6"),
        (487, [], "011100382112a442b7e7a701bc34d686fa87dfae0009001100000457526f6c6520436f6e666c696374000000"
            + "00080014311281211954e91b36277b009303cc0fb479f99580280004b6d2d64f"),
    ] as [(UInt16, [UInt16], String)])
    func aRefusalIsWritten(code: UInt16, unknown: [UInt16], expected: String) {
        var refusal = STUNMessage(.failure, transaction: Vectors.transaction)
        refusal.errorCode = code
        refusal.unknownAttributes = unknown
        #expect(hexadecimal(refusal.write(password: Vectors.password)) == expected)
    }

    @Test(arguments: STUNMessage.Class.allCases) func whatIsWrittenIsRead(messageClass: STUNMessage.Class) throws {
        var random = SplitMix64(seed: 5)
        for method in [1, 0x0FF, 0xF0F, 0xFFF] as [UInt16] {
            var message = STUNMessage(messageClass, method: method, transaction: .random(using: &random))
            message.username = "ж:é"
            message.priority = .max
            message.role = .controlled(.max)
            message.mappedAddress = TransportAddress(high: random.next(), low: random.next(), port: 65_535)
            message.errorCode = 699
            message.unknownAttributes = [1, 0xFFFF]
            let read = try #require(parsed(message.write(password: "p")))
            #expect(read.messageClass == messageClass && read.method == method && read.transaction == message.transaction)
            #expect(read.username == message.username && read.priority == message.priority && read.role == message.role)
            #expect(read.mappedAddress == message.mappedAddress && read.errorCode == 699 && read.unknownAttributes == [1, 0xFFFF])
        }
    }

    @Test func aUserNameThatIsTooLongIsCut() {
        var check = STUNMessage(.request, transaction: Vectors.transaction)
        check.username = String(repeating: "a", count: 70_000)
        #expect(parsed(check.write(password: "p"))?.username?.count == 508)
    }

    @Test func aMessageThatCannotBeSealedGivesNothing() {
        #expect(STUNSeal.seal([UInt8](repeating: 0, count: 19), password: "p") == [])
        #expect(STUNSeal.seal([UInt8](repeating: 0, count: 65_536), password: "p") == [])
    }

    // MARK: what is refused

    @Test(arguments: [
        ("nothing", []),
        ("half a header", Array(Vectors.request[..<19])),
        ("a byte less", Array(Vectors.request.dropLast())),
        ("a word more", Vectors.request + [0, 0, 0, 0]),
        ("first bits of a TURN channel", [0x40] + Vectors.request.dropFirst()),
        ("another cookie", Vectors.request[..<4] + [0x21, 0x12, 0xA4, 0x43] + Vectors.request[8...]),
        ("a length that is no multiple of 4", bytes("000100012112a442b7e7a701bc34d686fa87dfae00")),
        ("an attribute longer than the message", message(attribute(0x8022, [1, 2, 3, 4]).dropLast(4) + [])),
        ("a header of an attribute in 65,535 bytes", message(bytes("8022ffff01020304"))),
        ("three bytes of PRIORITY", message(attribute(0x0024, [1, 2, 3]))),
        ("five bytes of PRIORITY", message(attribute(0x0024, [1, 2, 3, 4, 5]))),
        ("a USE-CANDIDATE with a value", message(attribute(0x0025, [1]))),
        ("a short tie breaker", message(attribute(0x802A, [1, 2, 3, 4]))),
        ("509 bytes of USERNAME", message(attribute(0x0006, [UInt8](repeating: 97, count: 509)))),
        ("a USERNAME that is no UTF-8", message(attribute(0x0006, [0xC3, 0x28]))),
        ("an empty XOR-MAPPED-ADDRESS", message(attribute(0x0020, []))),
        ("an address of an unknown family", message(attribute(0x0020, [0, 3, 0, 1, 1, 2, 3, 4]))),
        ("an IPv6 address of 4 bytes", message(attribute(0x0020, [0, 2, 0, 1, 1, 2, 3, 4]))),
        ("an error of class 2", message(attribute(0x0009, [0, 0, 2, 0]))),
        ("an error of number 100", message(attribute(0x0009, [0, 0, 4, 100]))),
        ("half an unknown attribute", message(attribute(0x000A, [1, 2, 3]))),
        ("19 bytes of integrity", message(attribute(0x0008, [UInt8](repeating: 1, count: 19)))),
        ("a wrong fingerprint", Vectors.request.dropLast() + [0xCE]),
        ("a fingerprint that is not the last", message(Vectors.request[100...] + attribute(0x8022, []))),
        ("three bytes of fingerprint", message(attribute(0x8028, [1, 2, 3]))),
    ] as [(String, [UInt8])])
    func malformedIsRefused(what: String, datagram: [UInt8]) {
        #expect(parsed(datagram) == nil, "\(what)")
    }

    @Test func everyFlippedBitIsRefused() {
        var accepted: [Int] = []
        for bit in 0..<(Vectors.request.count * 8) {
            var changed = Vectors.request
            changed[bit / 8] ^= 1 << (bit % 8)
            if parsed(changed)?.hasFingerprint == true, isAuthentic(changed, password: Vectors.password) { accepted.append(bit) }
        }
        #expect(accepted == [])
    }

    // MARK: what is stepped over

    @Test func ofAttributesThatOccurTwiceTheFirstCounts() {
        let twice = message(attribute(0x0024, [0, 0, 0, 1]) + attribute(0x0024, [0, 0, 0, 2]))
        #expect(parsed(twice)?.priority == 1)
    }

    @Test func whatStandsBehindTheIntegrityDoesNotCount() throws {
        let sealed = STUNSeal.seal(message(attribute(0x0024, [0, 0, 0, 1])), password: "p")
        // Anybody on the way can add this: the integrity covers what is before it.
        let added = message(sealed[20..<52] + attribute(0x0025, []) + attribute(0x7777, []))
        let read = try #require(parsed(added))
        #expect(read.priority == 1 && !read.isNominating && read.unknownRequired == [])
    }

    @Test func unknownAttributesAreToldOnlyWhenTheyMustBeKnownAndNotWithoutEnd() {
        let optional = [0xC001, 0xC057, 0xC05C, 0x8022].flatMap { attribute($0, [1]) }
        #expect(parsed(message(optional + attribute(0x7777, [])))?.unknownRequired == [0x7777])
        #expect(parsed(message((0..<300).flatMap { _ in attribute(0x7777, []) }))?.unknownRequired.count == 16)
    }
}
