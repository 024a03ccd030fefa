@preconcurrency import Dispatch
import Glibc

/// Tells that the media column has something to report, without a thread that waits or a timer that asks.
///
/// A read source watches the door's eventfd. The counter is reset before anybody is woken, and whoever is woken takes
/// everything there is: a report that comes in between wakes once more, so none is left lying. Wakes that nobody has
/// consumed yet become one.
struct ReportWakes: Sendable {
    let stream: AsyncStream<Void>
    private let source: any DispatchSourceRead

    /// - Parameter descriptor: an eventfd that stays open for as long as the wakes are used
    init(descriptor: Int32) {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: DispatchQueue(label: "reports"))
        source.setEventHandler {
            var counter: UInt64 = 0
            // The descriptor was readable and nobody else reads it, so this does not wait.
            _ = read(descriptor, &counter, 8)
            continuation.yield()
        }
        source.setCancelHandler { continuation.finish() }
        self.stream = stream
        self.source = source
        source.activate()
    }

    func stop() { source.cancel() }
}
