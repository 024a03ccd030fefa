import MediaEngine
import MediaLink
import MediaTypes

/// The ports of calls: opened and closed here, read and written by the control side while they wait, and by the media thread while a leg has
/// them.
extension MediaService {
    public func reservePort() throws(MediaError) -> CallPort {
        try books.withLock { (books) throws(MediaError) -> CallPort in
            guard !books.isStopped else { throw .busy }
            var random = books.random
            let port = books.ports.reserve(using: &random) { index, port in
                let place = TransportAddress(high: localAddress.high, low: localAddress.low, port: port)
                return (try? thread.pointee.calls.open(index, at: place)) != nil
            }
            guard let port else { throw .noPort(books.ports.range) }
            return port
        }
    }

    public func releasePort(_ port: CallPort) {
        books.withLock { books in if books.ports.release(port) { thread.pointee.calls.close(port.index) } }
    }

    public func send(_ datagram: [UInt8], from port: CallPort, isControl: Bool, to address: TransportAddress) throws(MediaError) {
        try whileWaiting(port) { thread.pointee.calls.send(datagram, from: port.index, isControl: isControl, to: SocketAddress(address, isIPv6: $0)) }
    }

    public func takeDatagrams(at port: CallPort, isControl: Bool, most: Int) throws(MediaError) -> [ReceivedDatagram] {
        try whileWaiting(port) { _ in thread.pointee.calls.take(at: port.index, isControl: isControl, most: most) }
    }

    /// Keeps the port from becoming a leg's, and from being closed, as long as `body` takes.
    private func whileWaiting<Result>(_ port: CallPort, _ body: (_ isIPv6: Bool) -> Result) throws(MediaError) -> Result {
        try books.withLock { (books) throws(MediaError) -> Result in
            guard !books.isStopped, books.ports.isWaiting(port) else {
                throw .badSpec("call port: one that reservePort gave and that no leg has is needed")
            }
            return body(thread.pointee.socket.isIPv6)
        }
    }

    /// Has the media thread look after the port of a leg that is about to be handed over.
    func checkPort(_ spec: LegSpec, _ books: borrowing Books) throws(MediaError) {
        guard let port = spec.port else { return }
        guard books.ports.isWaiting(port) else { throw .badSpec("call port: one that reservePort gave and that no other leg has") }
        do { try thread.pointee.calls.watch(port.index) } catch { throw .noPort(books.ports.range) }
    }

    /// The media thread is done with the leg, and so with its sockets.
    func closePort(of leg: LegID, _ books: inout Books) {
        guard let port = books.ports.takeBack(from: leg), books.ports.release(port) else { return }
        thread.pointee.calls.close(port.index)
    }
}
