/// Digits as they stand in addresses, ports and telephone numbers.
enum DecimalText {
    /// - Returns: nil for anything but digits, and beyond the bound
    static func number(_ text: some StringProtocol, atMost limit: Int) -> Int? {
        guard isDigits(text), let number = Int(text), number <= limit else { return nil }
        return number
    }

    /// At least one digit of 0 to 9, and nothing else.
    static func isDigits(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
