import Glibc
import MixKernels

/// Writes a mono WAV file of 16 bits, piece by piece. Its sizes are filled in by `finish`; a file that was never finished can still be
/// read, as its sizes then say "to the end".
public final class WAVWriter {
    private let path: String
    private let descriptor: Int32
    private let sampleRate: Int
    private var dataBytes = 0
    private var pending: [UInt8] = []

    private static var headerBytes: Int { 44 }
    private static var pieceBytes: Int { 65_536 }
    /// Sizes have 32 bits.
    private static var mostDataBytes: Int { 0xFFFF_FFFF - headerBytes }

    /// Makes the file, or empties it.
    /// - Units: sampleRate in Hz
    public init(_ path: String, sampleRate: Int) throws(AudioFileError) {
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        self.path = path
        self.sampleRate = sampleRate
        guard descriptor >= 0 else { throw .inaccessible(file: path, reason: "cannot be written: \(systemReason())") }
        pending = header(dataBytes: Self.mostDataBytes)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Appends samples; beyond +-1.0 they are clipped.
    public func append(_ samples: [Float]) throws(AudioFileError) {
        var integers = [Int16](repeating: 0, count: samples.count)
        var rounded = integers.mutableSpan
        Kernels.toInt16(samples.span, into: &rounded)
        guard dataBytes + 2 * samples.count <= Self.mostDataBytes else {
            throw .inaccessible(file: path, reason: "cannot be written: WAV files end at 4 GB")
        }
        dataBytes += 2 * samples.count
        for value in integers { write(UInt16(bitPattern: value), to: &pending) }
        if pending.count >= Self.pieceBytes { try flush() }
    }

    /// Completes the file.
    public func finish() throws(AudioFileError) {
        try flush()
        guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw .inaccessible(file: path, reason: "cannot be written: \(systemReason())") }
        pending = header(dataBytes: dataBytes)
        try flush()
    }

    private func header(dataBytes: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes += "RIFF".utf8
        write(UInt32(dataBytes + Self.headerBytes - 8), to: &bytes)
        bytes += "WAVEfmt ".utf8
        write(UInt32(16), to: &bytes)
        write(UInt16(1), to: &bytes)
        write(UInt16(1), to: &bytes)
        write(UInt32(sampleRate), to: &bytes)
        write(UInt32(2 * sampleRate), to: &bytes)
        write(UInt16(2), to: &bytes)
        write(UInt16(16), to: &bytes)
        bytes += "data".utf8
        write(UInt32(dataBytes), to: &bytes)
        return bytes
    }

    private func write<Value: FixedWidthInteger>(_ value: Value, to bytes: inout [UInt8]) {
        for place in 0..<Value.bitWidth / 8 { bytes.append(UInt8(truncatingIfNeeded: value >> Value(8 * place))) }
    }

    private func flush() throws(AudioFileError) {
        var rest = pending[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .inaccessible(file: path, reason: "cannot be written: \(systemReason())") }
            rest = rest.dropFirst(count)
        }
        pending.removeAll(keepingCapacity: true)
    }
}
