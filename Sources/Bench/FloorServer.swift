import CLinux
import COpus
import MediaTypes

/// The least that a mixing server can be: every 20 ms one recvmmsg, a decode for each datagram, an encode for each talker and one more,
/// one sendmmsg. No jitter buffer, no mix, no right answers; only the work that nobody can leave out, paced as a server is, with caches
/// as cold as a server's.
public final class FloorServer {
    private let socket: Int32
    public let port: UInt16
    private let decoders: [OpaquePointer]
    private let encoders: [OpaquePointer]
    private let targets: [sockaddr_in]
    private let input: [Float]
    private var thread = pthread_t()
    private var ticks = 0
    private var result = 0.0

    /// - Shape: ports: where the participants are on 127.0.0.1
    public init?(_ settings: BenchSettings, ports: [UInt16]) {
        guard let (socket, address) = IOBench.loopbackSocket() else { return nil }
        self.socket = socket
        port = UInt16(bigEndian: address.sin_port)
        decoders = CodecFloor.decoders(settings.legs)
        encoders = CodecFloor.encoders(settings.talkers + 1, bitrate: settings.bitrate, complexity: settings.media.complexity)
        input = CodecFloor.voices(bitrate: settings.bitrate)
        targets = ports.map { port in
            var target = sockaddr_in()
            target.sin_family = sa_family_t(AF_INET)
            target.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            target.sin_port = port.bigEndian
            return target
        }
    }

    deinit {
        close(socket)
        for decoder in decoders { opus_decoder_destroy(decoder) }
        for encoder in encoders { opus_encoder_destroy(encoder) }
    }

    /// Serves for a while on a thread of its own; `join` waits for its end.
    public func start(ticks: Int) {
        self.ticks = ticks
        pthread_create(&thread, nil, { context in
            guard let context else { return nil }
            let server = Unmanaged<FloorServer>.fromOpaque(context).takeUnretainedValue()
            server.result = server.run(ticks: server.ticks)
            return nil
        }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// - Returns: CPU microseconds a tick
    public func join() -> Double {
        pthread_join(thread, nil)
        return result
    }

    private func run(ticks: Int) -> Double {
        let count = targets.count
        let memory = UnsafeMutableRawPointer.allocate(byteCount: 2 * count * 1_536, alignment: 64)
        let vectors = UnsafeMutablePointer<iovec>.allocate(capacity: 2 * count)
        let messages = UnsafeMutablePointer<mmsghdr>.allocate(capacity: 2 * count)
        let names = UnsafeMutablePointer<sockaddr_in>.allocate(capacity: 2 * count)
        defer {
            memory.deallocate()
            vectors.deallocate()
            messages.deallocate()
            names.deallocate()
        }
        for i in 0..<2 * count {
            vectors[i] = iovec(iov_base: memory + i * 1_536, iov_len: 1_536)
            messages[i] = mmsghdr()
            messages[i].msg_hdr.msg_name = UnsafeMutableRawPointer(names + i)
            messages[i].msg_hdr.msg_namelen = socklen_t(MemoryLayout<sockaddr_in>.size)
            messages[i].msg_hdr.msg_iov = vectors + i
            messages[i].msg_hdr.msg_iovlen = 1
        }
        var output = [Float](repeating: 0, count: 5_760)
        var payload = [UInt8](repeating: 0, count: 1_500)
        let start = clinux_monotonic_ns()
        let cpu = clinux_thread_cpu_ns()
        for tick in 0..<ticks {
            let due = start + Int64(tick + 1) * 20_000_000
            let wait = due - clinux_monotonic_ns()
            if wait > 0 { usleep(UInt32(wait / 1_000)) }
            let got = max(Int(recvmmsg(socket, messages, UInt32(count), Int32(MSG_DONTWAIT), nil)), 0)
            for i in 0..<got {
                let bytes = memory + i * 1_536
                let sender = Int(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self))) - 1
                guard decoders.indices.contains(sender) else { continue }
                _ = opus_decode_float(decoders[sender], (bytes + 12).assumingMemoryBound(to: UInt8.self), Int32(messages[i].msg_len) - 12, &output, 5_760, 0)
            }
            input.withUnsafeBufferPointer { input in
                guard let base = input.baseAddress else { return }
                for encoder in encoders { _ = opus_encode_float(encoder, base + tick % 100 * 320, 320, &payload, 1_500) }
            }
            for i in 0..<count {
                names[count + i] = targets[i]
                vectors[count + i].iov_len = 72
            }
            var sent = 0
            while sent < count {
                let taken = Int(sendmmsg(socket, messages + count + sent, UInt32(count - sent), 0))
                if taken <= 0 { break }
                sent += taken
            }
        }
        return Double(clinux_thread_cpu_ns() - cpu) / 1_000 / Double(ticks)
    }
}
