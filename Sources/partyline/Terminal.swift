import CLinux
import Glibc

/// Standard output and error, unbuffered: what was written has been seen, also through a pipe.
enum Terminal {
    /// Whether somebody looks at standard output, rather than a script or a file.
    static var isWatched: Bool { isatty(STDOUT_FILENO) == 1 }

    /// In characters; a usual size where there is no terminal.
    static var size: (columns: Int, rows: Int) {
        var columns: Int32 = 0
        var rows: Int32 = 0
        guard clinux_terminal_size(STDOUT_FILENO, &columns, &rows) == 0, columns > 0, rows > 0 else { return (100, 40) }
        return (Int(columns), Int(rows))
    }

    /// Writes a line.
    static func say(_ line: String) { write(line + "\n", to: STDOUT_FILENO) }
    /// Writes as is.
    static func write(_ text: String) { write(text, to: STDOUT_FILENO) }
    /// Writes bytes that are no text.
    /// - Throws: `Unwritable` when not all could be written
    static func write(_ bytes: [UInt8]) throws {
        guard write(bytes[...], to: STDOUT_FILENO) else { throw Unwritable() }
    }
    /// Writes a line for a person, where the standard output is for something else.
    static func remark(_ line: String) { write(line + "\n", to: STDERR_FILENO) }
    /// Writes an error in the form in which the argument parser writes its own.
    static func complain(_ error: some Error) { write("Error: \(error)\n", to: STDERR_FILENO) }

    struct Unwritable: Error, CustomStringConvertible {
        var description: String { "the standard output did not take it all: is its disk full, or did its reader hang up?" }
    }

    private static func write(_ text: String, to descriptor: Int32) { _ = write(Array(text.utf8)[...], to: descriptor) }

    /// - Returns: whether all is written
    private static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
