import MediaTypes
import RTP
import Testing

@Suite struct TelephoneEventTests {
    @Test func everyFieldIsRead() {
        #expect(parsedEvent([11, 0x8A, 0x06, 0x40]) == TelephoneEvent(event: 11, isEnd: true, volume: 10, duration: 1_600))
        #expect(parsedEvent([1, 0x7F, 0xFF, 0xFF, 0]) == TelephoneEvent(event: 1, isEnd: false, volume: 63, duration: .max))
    }

    @Test func tooShortIsRefused() {
        for count in 0..<4 { #expect(parsedEvent([UInt8](repeating: 0, count: count)) == nil) }
    }

    @Test func whatIsWrittenIsRead() throws {
        let key = TelephoneEvent(event: 15, isEnd: true, volume: 63, duration: 800)
        let packet = try #require(written(6) { key.write(into: &$0, at: 1) })
        let read = parsedEvent(Array(packet[1...]))
        #expect(read == key)
        #expect(packet[0] == 0xEE && packet[5] == 0xEE)
    }

    @Test func whatDoesNotFitIsNotWritten() {
        #expect(written(4) { TelephoneEvent(event: 1, isEnd: false, volume: 0, duration: 0).write(into: &$0, at: 1) } == nil)
    }
}
