import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Ends connections that hold us up: a request that does not come to its end in time, or has a body larger than any that is right; a
/// client that does not ask again, or does not take what it is sent. An answer itself may take as long as it likes: events and
/// audio do.
/// `@unchecked`: all of it happens on the channel's event loop.
final class RequestDeadline: ChannelDuplexHandler, RemovableChannelHandler, @unchecked Sendable {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// How long each may take.
    struct Times: Sendable {
        var request = Chosen.requestTime
        var idle = Chosen.idleTime
        var stall = Chosen.stallTime
    }

    private enum State {
        /// From the connection's or the request's first byte to the request's last.
        case reading
        /// The request is complete, its answer is not.
        case answering
        case idle
    }

    private let times: Times
    private var state = State.reading
    /// Requests whose end of answer is to come.
    private var answersDue = 0
    private var isBodyOpen = false
    private var bodyBytes = 0
    private var timer: Scheduled<Void>?
    private var stallTimer: Scheduled<Void>?

    init(_ times: Times = Times()) { self.times = times }

    func handlerAdded(context: ChannelHandlerContext) { enter(.reading, context) }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        stallTimer?.cancel()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        stallTimer?.cancel()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is ByteWatch.Arrival else { return context.fireUserInboundEventTriggered(event) }
        if state == .idle { enter(.reading, context) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            answersDue += 1
            isBodyOpen = true
            bodyBytes = 0
            if state != .reading { enter(.reading, context) }
        case .body(let bytes):
            let before = bodyBytes
            bodyBytes += bytes.readableBytes
            // What crosses the limit is passed on, so that whoever reads the body sees that it is too large; the rest is not.
            if before > Chosen.maxBodyBytes { return }
        case .end:
            isBodyOpen = false
            enter(answersDue > 0 ? .answering : .idle, context)
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .end = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
        answersDue -= 1
        guard isBodyOpen, answersDue == 0 else {
            if answersDue == 0 { enter(.idle, context) }
            return context.write(data, promise: promise)
        }
        guard bodyBytes > Chosen.maxBodyBytes else { return context.write(data, promise: promise) }
        // Nothing more is heard after this answer. It has to arrive, so what still comes is thrown away until the client goes.
        context.writeAndFlush(data, promise: promise)
        context.close(mode: .output, promise: nil)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stallTimer?.cancel()
        stallTimer = context.channel.isWritable ? nil : closing(in: times.stall, context)
        context.fireChannelWritabilityChanged()
    }

    private func enter(_ state: State, _ context: ChannelHandlerContext) {
        self.state = state
        timer?.cancel()
        switch state {
        case .reading: timer = closing(in: times.request, context)
        case .idle: timer = closing(in: times.idle, context)
        case .answering: timer = nil
        }
    }

    private func closing(in time: TimeAmount, _ context: ChannelHandlerContext) -> Scheduled<Void> {
        let channel = context.channel
        return context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }
}

/// Tells the deadline that bytes have come, before they make up a head: a request begins with its first byte.
final class ByteWatch: ChannelInboundHandler, RemovableChannelHandler {
    struct Arrival: Sendable {}

    typealias InboundIn = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        context.fireUserInboundEventTriggered(Arrival())
        context.fireChannelRead(data)
    }
}
