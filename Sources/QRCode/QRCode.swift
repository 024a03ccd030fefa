import CQREncode

/// A text as a square of dark and light modules that a telephone's camera reads.
/// - Source: ISO/IEC 18004, by libqrencode
public struct QRCode: Sendable {
    /// Modules along each edge, without the quiet zone around.
    public let side: Int
    private let isDark: [Bool]

    /// - Returns: nil for a text that is empty, or too long for any code (about 2 KB)
    public init?(_ text: String) {
        // Level M corrects 15%: enough for a screen, and a link still makes a small code.
        guard let code = text.withCString({ QRcode_encodeString8bit($0, 0, QR_ECLEVEL_M) }) else { return nil }
        defer { QRcode_free(code) }
        let side = Int(code.pointee.width)
        guard side > 0, let data = code.pointee.data else { return nil }
        self.side = side
        // The lowest bit of each byte is the module.
        isDark = UnsafeBufferPointer(start: data, count: side * side).map { $0 & 1 == 1 }
    }

    /// Whether a module is dark; all around the code is light.
    public func isDark(row: Int, column: Int) -> Bool {
        let isInside = (0..<side).contains(row) && (0..<side).contains(column)
        return isInside && isDark[row * side + column]
    }

    /// Lines of half blocks, two rows of modules in each, with the quiet zone that readers need.
    /// - Parameter isColoured: sets black and white, for a terminal; without it the text must stand light on dark
    public func lines(isColoured: Bool) -> [String] {
        let quiet = 4
        let columns = -quiet..<side + quiet
        return stride(from: -quiet, to: side + quiet, by: 2).map { row in
            // What is drawn is the light: on a dark ground the code is then dark, as readers expect.
            let line = String(columns.map { column -> Character in
                switch (isDark(row: row, column: column), isDark(row: row + 1, column: column)) {
                case (true, true): " "
                case (true, false): "\u{2584}"
                case (false, true): "\u{2580}"
                case (false, false): "\u{2588}"
                }
            })
            return isColoured ? "\u{1B}[38;5;231;48;5;16m\(line)\u{1B}[0m" : line
        }
    }
}
