import MediaTypes
import Testing

@testable import SIP

@Suite struct StreamFramerTests {
    private static let first = Samples.bytes(Samples.invite(body: "v=0\n"))
    private static let second = Samples.bytes(Samples.invite(branch: "z9hG4bKother"))

    private static func messages(_ events: [StreamFramer.Event]) -> [[UInt8]] {
        events.compactMap { if case .message(let message) = $0 { message.bytes } else { nil } }
    }

    @Test func messagesAreTheSameWhereverTheStreamIsCut() throws {
        let stream = Self.first + Specified.ping + Self.second + Specified.pong + Self.first
        let whole = [Self.first, Self.second, Self.first].compactMap { try? SIPMessage.parse($0).bytes }
        for size in 1...80 {
            var framer = StreamFramer()
            var events: [StreamFramer.Event] = []
            for start in Swift.stride(from: 0, to: stream.count, by: size) {
                events += framer.handle(Array(stream[start..<min(start + size, stream.count)]), at: .zero)
            }
            #expect(Self.messages(events) == whole && events.contains(.ping) && framer.deadline == nil, "pieces of \(size)")
        }
    }

    @Test(arguments: [
        "Content-Length: -1", "Content-Length: five", "Content-Length: 99999999999999999999", "Content-Length: 1\nContent-Length: 2",
        "X: 1",
    ])
    func withoutAUsableLengthTheStreamIsBroken(length: String) throws {
        var framer = StreamFramer()
        let text = Samples.invite().replacing("Content-Length: 0", with: length)
        let events = framer.handle(Samples.bytes(text), at: .zero)
        guard case .broken(let fault)? = events.first else {
            Issue.record("\(events)")
            return
        }
        #expect(String(decoding: fault.answer ?? [], as: UTF8.self).hasPrefix("SIP/2.0 400 ") && events.count == 1)
        #expect(framer.handle(Self.first, at: .zero).isEmpty && framer.deadline == nil)
    }

    @Test func aBadMessageWithALengthLeavesTheStreamWhole() throws {
        var framer = StreamFramer()
        let bad = Samples.bytes(Samples.invite().replacing("CSeq: 314159 INVITE", with: "CSeq: x INVITE"))
        let events = framer.handle(bad + Self.second, at: .zero)
        guard events.count == 2, case .malformed = events[0], case .message = events[1] else {
            Issue.record("\(events)")
            return
        }
    }

    @Test func whoTakesLongerThanFiveSecondsIsCutOff() {
        var framer = StreamFramer()
        #expect(framer.handle(Array(Self.first.prefix(20)), at: .seconds(1)).isEmpty)
        #expect(framer.handle(Array(Self.first[20..<40]), at: .seconds(5)).isEmpty && framer.deadline == .seconds(6))
        #expect(framer.advance(to: .milliseconds(5_999)).isEmpty)
        #expect(framer.advance(to: .seconds(6)) == [.broken(MalformedMessage(error: .tooSlow, answer: nil))])
    }

    @Test func anEndlessHeadIsCutOffAt64KiB() {
        var framer = StreamFramer()
        var events: [StreamFramer.Event] = []
        var taken = 0
        while events.isEmpty, taken < 1_000_000 {
            events = framer.handle([UInt8](repeating: 0x41, count: 1_000), at: .zero)
            taken += 1_000
        }
        guard case .broken(let fault)? = events.first else {
            Issue.record("never")
            return
        }
        #expect(fault.error == .tooLong(limitBytes: 65_535) && taken < 70_000)
    }

    @Test func tooManyHeaderFieldsAreRefused() {
        let text = Samples.invite(extra: (0..<300).map { "X-\($0): y\n" }.joined())
        #expect(faultIn(Samples.bytes(text))?.error == .tooManyFields(limit: 256))
    }
}
