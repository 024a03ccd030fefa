import Profiles

/// Quantities as a reader of a table wants them: few digits, with their unit.
enum Figures {
    static func ms(_ value: Double?, digits: Int = 1) -> String { value.map { decimal($0, digits) + " ms" } ?? "-" }
    static func percent(_ value: Double?, digits: Int = 1) -> String { value.map { decimal($0, digits) + "%" } ?? "-" }

    static func level(_ decibels: Double?) -> String {
        // -127 is the lowest that RFC 6464 can say, and means digital silence.
        decibels.map { $0 <= -127 ? "silent" : decimal($0, 0) + " dB" } ?? "-"
    }

    /// "1 talker", "3 talkers"
    static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    /// "60 participants in 8 rooms"
    static func limits(_ limits: Profile.Limits) -> String {
        "\(count(limits.participants, "participant")) in \(count(limits.rooms, "room"))"
    }

    static func duration(_ seconds: Int) -> String {
        switch seconds {
        case ..<60: "\(seconds) s"
        case ..<3_600: "\(seconds / 60) min"
        case ..<86_400: "\(seconds / 3_600) h \(seconds / 60 % 60) min"
        default: "\(seconds / 86_400) d \(seconds / 3_600 % 24) h"
        }
    }

    /// 0 to 1 as a bar of `width` characters; more than 1 fills it.
    static func bar(_ share: Double, width: Int) -> String {
        let filled = max(0, min(width, Int((share * Double(width)).rounded())))
        return String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
    }

    /// With a fixed number of digits after the point, 0 to 2.
    static func decimal(_ value: Double, _ digits: Int) -> String {
        let scale = digits == 0 ? 1 : digits == 1 ? 10 : 100
        let scaled = (abs(value) * Double(scale)).rounded()
        guard scaled < 1e15 else { return "-" }
        let whole = Int(scaled)
        let sign = value < 0 && whole > 0 ? "-" : ""
        guard digits > 0 else { return "\(sign)\(whole)" }
        return "\(sign)\(whole / scale).\(String(whole % scale + scale).dropFirst())"
    }
}
