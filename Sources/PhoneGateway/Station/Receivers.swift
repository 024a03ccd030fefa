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
        let bytes = envelope.data.taken()
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
        let bytes = unwrapInboundIn(data).taken()
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

extension ByteBuffer {
    /// What is in it; the buffer itself is empty afterwards. NIO keeps it for the next that comes, perhaps for hours, and a message would
    /// stand in it until then. Nobody else reads it any more.
    fileprivate func taken() -> [UInt8] {
        let bytes = Array(readableBytesView)
        unsafe withVeryUnsafeBytes { whole in
            guard let start = whole.baseAddress else { return }
            unsafe UnsafeMutableRawPointer(mutating: start).initializeMemory(as: UInt8.self, repeating: 0, count: whole.count)
        }
        return bytes
    }
}
