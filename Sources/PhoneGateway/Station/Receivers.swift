import MediaTypes
import NIOCore
import SIP

/// Brings datagrams to the station. A datagram that the system could not send or take ends nothing.
final class DatagramReceiver: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private let station: SIPStation

    init(_ station: SIPStation) { self.station = station }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = unwrapInboundIn(data)
        guard let source = TransportAddress(envelope.remoteAddress) else { return }
        let bytes = Array(envelope.data.readableBytesView)
        station.assumeIsolated { $0.receive(bytes, from: source) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}

/// Brings a connection's bytes to the station.
final class StreamReceiver: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let station: SIPStation
    private let path: SIPPath

    init(_ station: SIPStation, _ path: SIPPath) {
        self.station = station
        self.path = path
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = Array(unwrapInboundIn(data).readableBytesView)
        let (path, channel) = (path, context.channel)
        station.assumeIsolated { $0.receive(bytes, over: path, channel) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let failure = ConnectionFailure(error)
        let (path, channel) = (path, context.channel)
        station.assumeIsolated { $0.note(failure, of: path, channel) }
        context.close(promise: nil)
    }
}
