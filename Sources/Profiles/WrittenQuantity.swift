/// A number with a unit as an admin writes it: `1.5s`, `-26dBFS`, `16 kbit/s`. Exact: no floating point until the unit is known.
struct WrittenQuantity: Equatable {
    /// The number in billionths.
    let billionths: Int64
    /// What stands behind the number; empty where there is none.
    let unit: String

    /// - Returns: nil for anything but an optional minus, digits, an optional decimal point with at most nine digits, an optional
    ///   space and a unit; and for numbers beyond nine billion
    init?(_ text: String) {
        var rest = text.utf8[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest = rest.dropFirst() }
        guard let whole = Self.digits(&rest) else { return nil }
        var fraction = ""
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard let digits = Self.digits(&rest), digits.count <= 9 else { return nil }
            fraction = digits
        }
        // The number in billionths is its digits, filled up to nine places.
        let places = fraction + String(repeating: "0", count: 9 - fraction.count)
        guard let magnitude = Int64(whole + places) else { return nil }
        if rest.first == UInt8(ascii: " ") {
            rest = rest.dropFirst()
            guard !rest.isEmpty else { return nil }
        }
        billionths = isNegative ? -magnitude : magnitude
        unit = String(Substring(rest))
    }

    private static func digits(_ rest: inout Substring.UTF8View) -> String? {
        let found = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        rest = rest[found.endIndex...]
        return found.isEmpty ? nil : String(Substring(found))
    }

    /// The quantity as a whole count of something, of which the unit is `factor`; nil where that leaves a rest or overflows.
    func count(ofUnit factor: Int64) -> Int64? {
        let (product, overflow) = billionths.multipliedReportingOverflow(by: factor)
        guard !overflow, product % 1_000_000_000 == 0 else { return nil }
        return product / 1_000_000_000
    }

    /// The number alone.
    var number: Float { Float(Double(billionths) / 1e9) }

    /// The shortest way to write a number that was read by this type.
    static func text(_ number: Float) -> String {
        number == number.rounded() && abs(number) < 1e9 ? String(Int64(number)) : String(number)
    }
}
