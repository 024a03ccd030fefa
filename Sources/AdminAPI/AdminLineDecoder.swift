import NIOCore

/// One request as it came in.
enum AdminLine: Sendable {
    case request(ByteBuffer)
    /// A line beyond the limit; its bytes were dropped as they came.
    case tooLong
}

/// Cuts a stream of bytes into lines. A line beyond the limit is told once and skipped up to its end, so that a client
/// that sent too much can go on, and holds no memory meanwhile.
struct AdminLineDecoder: NIOSingleStepByteToMessageDecoder {
    typealias InboundOut = AdminLine

    private var isSkipping = false
    /// Bytes known to hold no line end.
    private var searched = 0

    mutating func decode(buffer: inout ByteBuffer) throws -> AdminLine? {
        while true {
            guard let end = lineEnd(in: buffer) else {
                searched = buffer.readableBytes
                guard isSkipping || searched > AdminLimits.lineBytes else { return nil }
                buffer.moveReaderIndex(forwardBy: searched)
                searched = 0
                if isSkipping { return nil }
                isSkipping = true
                return .tooLong
            }
            searched = 0
            let length = end - buffer.readerIndex
            guard let line = buffer.readSlice(length: length) else { return nil }
            buffer.moveReaderIndex(forwardBy: 1)
            if isSkipping {
                isSkipping = false
            } else if length > AdminLimits.lineBytes {
                return .tooLong
            } else if !isBlank(line) {
                return .request(line)
            }
        }
    }

    /// The last line counts without a line end too.
    mutating func decodeLast(buffer: inout ByteBuffer, seenEOF: Bool) throws -> AdminLine? {
        if let line = try decode(buffer: &buffer) { return line }
        guard buffer.readableBytes > 0, let line = buffer.readSlice(length: buffer.readableBytes) else { return nil }
        return isBlank(line) ? nil : .request(line)
    }

    private func lineEnd(in buffer: ByteBuffer) -> Int? {
        buffer.readableBytesView.dropFirst(searched).firstIndex(of: UInt8(ascii: "\n"))
    }

    private func isBlank(_ line: ByteBuffer) -> Bool {
        line.readableBytesView.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\t") }
    }
}
