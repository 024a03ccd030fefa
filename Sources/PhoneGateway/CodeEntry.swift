import MediaTypes

/// Digits on their way to being a PIN or a room number.
///
/// When are they all? The conference is never asked whether a beginning could be right: that would be a way to guess a PIN digit by
/// digit, or three PINs in one try. The lengths in use are no secret, so: the longest is tried at once, another one after a pause, or
/// at "#".
struct CodeEntry {
    enum Outcome: Hashable {
        /// So long from now another digit is waited for.
        case wait(MediaTime)
        case complete(String)
        /// As many digits as no code has.
        case tooShort
    }

    private(set) var digits = ""
    private let lengths: Set<Int>
    private let longest: Int

    /// - Parameter lengths: of the codes that can be right; none for any
    init(lengths: Set<Int>) {
        let possible = lengths.filter { (1...Chosen.longestCode).contains($0) }
        // Told nothing sensible, a code ends by a pause or "#".
        self.lengths = possible.isEmpty ? Set(1...Chosen.longestCode) : possible
        longest = self.lengths.max() ?? Chosen.longestCode
    }

    /// - Parameter digit: 0 to 9
    mutating func add(_ digit: UInt8) -> Outcome {
        digits += String(min(digit, 9))
        if digits.count >= longest { return .complete(digits) }
        return .wait(lengths.contains(digits.count) ? Chosen.perhapsLastDigit : Chosen.nextDigit)
    }

    /// No more will come: a pause, or "#".
    func end() -> Outcome { lengths.contains(digits.count) ? .complete(digits) : .tooShort }
}
