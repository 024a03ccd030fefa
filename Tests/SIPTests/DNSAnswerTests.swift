import Testing

@testable import SIP

/// Answers of name servers, in their bytes.
@Suite struct DNSAnswerTests {
    /// `_sip._udp.t`: the name begins at byte 12, its last part at 22.
    private static let question: [UInt8] = [4, 95, 115, 105, 112, 4, 95, 117, 100, 112, 1, 116, 0, 0, 33, 0, 1]

    private static func answer(_ records: [[UInt8]], flags: [UInt8] = [0x81, 0x80], count: UInt8? = nil) -> [UInt8] {
        var bytes: [UInt8] = [0x12, 0x34] + flags
        bytes += [0, 1, 0, count ?? UInt8(records.count), 0, 0, 0, 0]
        return bytes + question + records.joined()
    }

    private static func record(type: UInt8 = 33, _ data: [UInt8]) -> [UInt8] {
        [0xC0, 12, 0, type, 0, 1, 0, 0, 1, 0x2C, 0, UInt8(data.count)] + data
    }

    private static func service(_ priority: UInt8 = 10, _ weight: UInt8 = 5, _ target: [UInt8] = [1, 97, 0xC0, 22]) -> [UInt8] {
        record([0, priority, 0, weight, 0x13, 0xC4] + target)
    }

    private static func fault(_ bytes: [UInt8]) -> DNSError? {
        do throws(DNSError) {
            _ = try DNSAnswer.services(in: bytes)
            return nil
        } catch { return error }
    }

    @Test func servicesAreReadWithNamesThatPointBack() throws {
        let bytes = Self.answer([Self.service(), Self.service(20, 0, [2, 98, 99, 1, 116, 0])])
        #expect(
            try DNSAnswer.services(in: bytes) == [
                ServiceRecord(priority: 10, weight: 5, host: "a.t", port: 5_060), ServiceRecord(priority: 20, weight: 0, host: "bc.t", port: 5_060),
            ])
    }

    @Test func otherRecordsArePassedOver() throws {
        let bytes = Self.answer([Self.record(type: 5, [0xC0, 12]), Self.service()])
        #expect(try DNSAnswer.services(in: bytes).map(\.host) == ["a.t"])
    }

    @Test func aRootMeansThatThereIsNoService() throws {
        #expect(try DNSAnswer.services(in: Self.answer([Self.service(0, 0, [0])])).map(\.host) == ["."])
    }

    @Test func noSuchNameIsNoService() throws {
        #expect(try DNSAnswer.services(in: Self.answer([], flags: [0x81, 0x83])).isEmpty)
    }

    @Test(arguments: [[1, 37, 0], [3, 97, 0, 98, 0], [3, 97, 46, 98, 0], [2, 0xC3, 0xA4, 0]] as [[UInt8]])
    func aTargetThatIsNoHostNameIsLeftOut(_ target: [UInt8]) throws {
        #expect(try DNSAnswer.services(in: Self.answer([Self.service(1, 1, target), Self.service()])).map(\.host) == ["a.t"])
    }

    @Test func whatEndsInTheMiddleIsTruncatedWhereverItEnds() {
        let whole = Self.answer([Self.service(), Self.service(20)])
        for count in whole.indices { #expect(Self.fault(Array(whole.prefix(count))) == .truncated, "\(count) bytes") }
    }

    @Test func pointersInACircleOrForwardAreRefused() {
        // At byte 29, behind the question, the name of the first record.
        #expect(Self.fault(Self.answer([[0xC0, 29] + Self.service().dropFirst(2)])) == .badName)
        #expect(Self.fault(Self.answer([[0xC0, 40] + Self.service().dropFirst(2)])) == .badName)
        #expect(Self.fault(Self.answer([[1, 97, 0xC0, 29] + Self.service().dropFirst(2)])) == .badName)
    }

    @Test func namesOfMoreThan255BytesAreRefused() {
        let label: [UInt8] = [63] + [UInt8](repeating: 97, count: 63)
        let long = label + label + label + label + label + [0]
        #expect(Self.fault(Self.answer([long + Self.service().dropFirst(2)])) == .badName)
    }

    @Test func questionsAndFailuresAreNoAnswers() {
        #expect(Self.fault(Self.answer([], flags: [0x01, 0x00])) == .notAnAnswer)
        #expect(Self.fault(Self.answer([], flags: [0x81, 0x82])) == .refused(2))
        #expect(Self.fault(Self.answer([], count: 65)) == .tooManyRecords)
    }

    @Test func aLengthThatDoesNotFitItsDataIsRefused() {
        var bytes = Self.answer([Self.service()])
        bytes[Self.question.count + 12 + 11] += 1
        #expect(Self.fault(bytes + [0]) == .truncated)
    }
}
