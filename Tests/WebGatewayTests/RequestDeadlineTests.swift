import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import WebGateway

/// In virtual time.
@Suite struct RequestDeadlineTests {
    private let channel = EmbeddedChannel()

    init() throws {
        let times = RequestDeadline.Times(request: .seconds(10), idle: .seconds(60), stall: .seconds(30))
        try channel.pipeline.syncOperations.addHandler(RequestDeadline(times))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    private var isOpen: Bool {
        channel.embeddedEventLoop.run()
        return channel.isActive
    }

    private func pass(_ seconds: Int64) { channel.embeddedEventLoop.advanceTime(by: .seconds(seconds)) }
    private func receive(_ part: HTTPRequestPart) throws { try channel.writeInbound(part) }
    private func head(_ method: HTTPRequest.Method = .post) -> HTTPRequestPart {
        .head(HTTPRequest(method: method, scheme: "http", authority: "x", path: "/"))
    }
    private func answer() throws {
        try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .ok)))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
    }

    @Test func aConnectionThatSaysNothingIsEnded() {
        pass(9)
        #expect(isOpen)
        pass(1)
        #expect(!isOpen)
    }

    @Test func aBodyThatDripsIsEnded() throws {
        try receive(head())
        for _ in 0..<9 {
            pass(1)
            try receive(.body(ByteBuffer(string: "x")))
        }
        #expect(isOpen)
        pass(1)
        #expect(!isOpen)
    }

    @Test func aBodyThatDripsOnAfterItsAnswerIsEndedToo() throws {
        try receive(head())
        try answer()
        pass(10)
        #expect(!isOpen)
    }

    @Test func anAnswerMayTakeAsLongAsItLikes() throws {
        try receive(head(.get))
        try receive(.end(nil))
        pass(86_400)
        #expect(isOpen)
    }

    @Test func theNextRequestMayWaitAMinute() throws {
        try receive(head(.get))
        try receive(.end(nil))
        try answer()
        pass(59)
        #expect(isOpen)
        pass(1)
        #expect(!isOpen)
    }

    @Test func itsFirstByteStartsTheClock() throws {
        try receive(head(.get))
        try receive(.end(nil))
        try answer()
        pass(30)
        channel.pipeline.fireUserInboundEventTriggered(ByteWatch.Arrival())
        pass(9)
        // One more byte gains nothing.
        channel.pipeline.fireUserInboundEventTriggered(ByteWatch.Arrival())
        #expect(isOpen)
        pass(1)
        #expect(!isOpen)
    }

    @Test func whoTakesNothingIsEnded() throws {
        try receive(head(.get))
        try receive(.end(nil))
        channel.isWritable = false
        channel.pipeline.fireChannelWritabilityChanged()
        pass(29)
        #expect(isOpen)
        pass(1)
        #expect(!isOpen)
    }

    @Test func whoTakesSomethingNowAndThenIsNot() throws {
        try receive(head(.get))
        try receive(.end(nil))
        for _ in 0..<10 {
            channel.isWritable = false
            channel.pipeline.fireChannelWritabilityChanged()
            pass(20)
            channel.isWritable = true
            channel.pipeline.fireChannelWritabilityChanged()
            pass(20)
        }
        #expect(isOpen)
    }

    @Test func ofABodyThatIsTooLargeOnlySoMuchIsPassedOn() throws {
        try receive(head())
        for _ in 0..<100 { try receive(.body(ByteBuffer(repeating: 0, count: 1_024))) }
        var bytes = 0
        while let part = try channel.readInbound(as: HTTPRequestPart.self) { if case .body(let body) = part { bytes += body.readableBytes } }
        #expect(bytes == Chosen.maxBodyBytes + 1_024)
    }
}
