import Glibc

/// Keys as they are pressed, without Return, while it lives. What is typed is not shown; Ctrl-C still stops the program.
final class Keyboard {
    private let before: termios

    /// - Returns: nil where the standard input is no terminal
    init?() {
        var settings = termios()
        guard isatty(STDIN_FILENO) == 1, tcgetattr(STDIN_FILENO, &settings) == 0 else { return nil }
        before = settings
        settings.c_lflag &= ~tcflag_t(ICANON | ECHO)
        withUnsafeMutableBytes(of: &settings.c_cc) { characters in
            characters[Int(VMIN)] = 0
            characters[Int(VTIME)] = 0
            // Ctrl-Z would leave a terminal that shows nothing of what is typed.
            characters[Int(VSUSP)] = 0
        }
        tcsetattr(STDIN_FILENO, TCSANOW, &settings)
    }

    deinit {
        var settings = before
        tcsetattr(STDIN_FILENO, TCSANOW, &settings)
    }

    /// What was pressed since the last time.
    func take() -> [Dashboard.Key] {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = read(STDIN_FILENO, &bytes, bytes.count)
        return count > 0 ? Self.keys(Array(bytes.prefix(count))) : []
    }

    /// Arrows come as three bytes (ECMA-48 section 8.3, and as cursor keys of a VT100).
    static func keys(_ bytes: [UInt8]) -> [Dashboard.Key] {
        var keys: [Dashboard.Key] = []
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            if byte == 0x1B, let second = rest.first, second == UInt8(ascii: "[") || second == UInt8(ascii: "O") {
                rest = rest.dropFirst()
                guard let third = rest.popFirst() else { break }
                let arrows = [UInt8(ascii: "A"): Dashboard.Key.up, UInt8(ascii: "B"): .down, UInt8(ascii: "C"): .right, UInt8(ascii: "D"): .left]
                if let key = arrows[third] { keys.append(key) }
                continue
            }
            let letters: [UInt8: Dashboard.Key] = [
                UInt8(ascii: "q"): .quit, UInt8(ascii: "Q"): .quit, UInt8(ascii: " "): .next, UInt8(ascii: "k"): .up, UInt8(ascii: "j"): .down,
                UInt8(ascii: "h"): .left, UInt8(ascii: "l"): .right,
            ]
            if let key = letters[byte] { keys.append(key) }
        }
        return keys
    }
}
