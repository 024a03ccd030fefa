import CLinux
import MediaTypes
import NIOCore
import NIOPosix

/// The socket on this machine to which the media column sends what a room sounds like, and the clock that fills its pauses.
struct BroadcastSocket: Sendable {
    /// Ours: often enough that a page of sound is never late, seldom enough to cost nothing.
    private static let beat = TimeAmount.milliseconds(100)

    private let channel: any Channel
    private let beats: RepeatedTask

    /// - Throws: what the system says that gives no socket
    init(feeding broadcast: Broadcast) async throws {
        channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Receiver(broadcast)) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        beats = channel.eventLoop.scheduleRepeatedTask(initialDelay: Self.beat, delay: Self.beat) { _ in
            broadcast.advance(to: MediaTime(nanoseconds: clinux_monotonic_ns()))
        }
    }

    /// Where packets are to be sent.
    var address: TransportAddress {
        channel.localAddress.flatMap(TransportAddress.init) ?? TransportAddress(ipv4: 0x7F00_0001, port: 0)
    }

    func close() {
        beats.cancel()
        channel.close(promise: nil)
    }

    private final class Receiver: ChannelInboundHandler {
        typealias InboundIn = AddressedEnvelope<ByteBuffer>

        private let broadcast: Broadcast

        init(_ broadcast: Broadcast) { self.broadcast = broadcast }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let envelope = unwrapInboundIn(data)
            broadcast.take(Array(envelope.data.readableBytesView), fromPort: envelope.remoteAddress.port.flatMap(UInt16.init(exactly:)))
        }
    }
}
