import COpenSSL

/// What OpenSSL reads from and writes to instead of a socket: one write is one datagram, which a memory BIO would not keep apart.
/// - Threads: one at a time
@safe final class DatagramPipe {
    private var inbound: [UInt8]?
    private var outbound: [[UInt8]] = []

    /// How OpenSSL calls a pipe; made once for many.
    /// - Returns: nil when there is no memory; else the caller's to free with BIO_meth_free, after all its BIOs
    static func makeMethod() -> OpaquePointer? {
        guard let method = unsafe BIO_meth_new(BIO_TYPE_SOURCE_SINK, "datagrams") else { return nil }
        let isReading = unsafe BIO_meth_set_read(method) { bio, place, capacity in
            unsafe DatagramPipe.of(bio)?.read(into: place, capacity: capacity, bio) ?? -1
        }
        let isWriting = unsafe BIO_meth_set_write(method) { bio, bytes, count in
            unsafe DatagramPipe.of(bio)?.write(bytes, count: count) ?? -1
        }
        // There is nothing to flush. 0 says to all the rest that we do not know it: OpenSSL then uses the MTU that it was given.
        let isControlled = unsafe BIO_meth_set_ctrl(method) { _, command, _, _ in command == BIO_CTRL_FLUSH ? 1 : 0 }
        if isReading == 1, isWriting == 1, isControlled == 1 { return unsafe method }
        unsafe BIO_meth_free(method)
        return nil
    }

    /// A BIO on this pipe, which must outlive it.
    /// - Returns: nil when there is no memory
    func makeBIO(_ method: OpaquePointer) -> OpaquePointer? {
        guard let bio = unsafe BIO_new(method) else { return nil }
        unsafe BIO_set_data(bio, Unmanaged.passUnretained(self).toOpaque())
        unsafe BIO_set_init(bio, 1)
        return unsafe bio
    }

    /// Lays out what OpenSSL will read next.
    func put(_ datagram: [UInt8]) { inbound = datagram }

    /// What OpenSSL has written since the last time.
    func take() -> [[UInt8]] {
        defer { outbound = [] }
        return outbound
    }

    private static func of(_ bio: OpaquePointer?) -> DatagramPipe? {
        guard let place = unsafe BIO_get_data(bio) else { return nil }
        return unsafe Unmanaged<DatagramPipe>.fromOpaque(place).takeUnretainedValue()
    }

    private func read(into place: UnsafeMutablePointer<CChar>?, capacity: Int32, _ bio: OpaquePointer?) -> Int32 {
        unsafe BIO_clear_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_WRITE | BIO_FLAGS_IO_SPECIAL | BIO_FLAGS_SHOULD_RETRY)
        guard let datagram = inbound, let place = unsafe place else {
            unsafe BIO_set_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY)
            return -1
        }
        inbound = nil
        // As with a socket, what does not fit is lost.
        let count = min(datagram.count, Int(max(capacity, 0)))
        unsafe datagram.withUnsafeBytes {
            guard let bytes = $0.baseAddress else { return }
            unsafe UnsafeMutableRawPointer(place).copyMemory(from: bytes, byteCount: count)
        }
        return Int32(count)
    }

    private func write(_ bytes: UnsafePointer<CChar>?, count: Int32) -> Int32 {
        guard let bytes = unsafe bytes, count > 0 else { return 0 }
        outbound.append(unsafe [UInt8](UnsafeRawBufferPointer(start: bytes, count: Int(count))))
        return count
    }
}
