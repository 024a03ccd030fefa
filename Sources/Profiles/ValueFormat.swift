import MediaTypes

/// How one kind of value is written in a file.
struct ValueFormat<Value: Sendable>: Sendable {
    /// What it is, for an error line: "a time".
    let noun: String
    /// Reads the text of a scalar; nil for text of another kind.
    let parse: @Sendable (String) -> Value?
    /// Writes what `parse` reads.
    let write: @Sendable (Value) -> String
    /// Several values, of which each stands for itself in a file.
    var isList = false
    /// The noun names all there is: an error line needs no example.
    var isNounEnough = false
}

extension ValueFormat {
    /// One value, or a YAML list of them; in one text each has a line.
    static func list<Element>(_ noun: String, of format: ValueFormat<Element>) -> ValueFormat where Value == [Element] {
        ValueFormat(
            noun: noun,
            parse: { text in
                let elements = text.split(separator: "\n", omittingEmptySubsequences: false).map { format.parse(String($0)) }
                return elements.contains { $0 == nil } ? nil : elements.compactMap { $0 }
            },
            write: { $0.map(format.write).joined(separator: "\n") }, isList: true, isNounEnough: format.isNounEnough)
    }
}

extension ValueFormat where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of a few words, which the error line names.
    static var word: ValueFormat {
        ValueFormat(noun: words, parse: { Value(rawValue: $0) }, write: { $0.rawValue }, isNounEnough: true)
    }

    /// "udp, tcp or tls"
    static var words: String {
        let words = Value.allCases.map(\.rawValue)
        return words.count < 2 ? words.joined() : words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
    }
}

extension ValueFormat where Value == MediaTime {
    static let time = ValueFormat(
        noun: "a time",
        parse: { text in
            guard let written = WrittenQuantity(text), written.billionths >= 0 else { return nil }
            // In nanoseconds, so that the billionths of a second need no factor that could overflow.
            switch written.unit {
            case "s": return .nanoseconds(written.billionths)
            case "ms": return written.billionths % 1_000 == 0 ? .nanoseconds(written.billionths / 1_000) : nil
            case "us": return written.billionths % 1_000_000 == 0 ? .nanoseconds(written.billionths / 1_000_000) : nil
            default: return nil
            }
        },
        write: { time in
            switch time.nanoseconds {
            case let ns where ns >= 1_000_000_000 && ns % 1_000_000_000 == 0: "\(ns / 1_000_000_000)s"
            case let ns where ns % 1_000_000 == 0: "\(ns / 1_000_000)ms"
            case let ns: "\(ns / 1_000_000).\(String(String(ns % 1_000_000 + 1_000_000).dropFirst()))ms"
            }
        })
}

extension ValueFormat where Value == Bitrate {
    static let bitrate = ValueFormat(
        noun: "a bitrate",
        parse: { text in
            guard let written = WrittenQuantity(text), written.billionths >= 0 else { return nil }
            let factors: [String: Int64] = ["bit/s": 1, "kbit/s": 1_000, "Mbit/s": 1_000_000, "mbit/s": 1_000_000]
            guard let factor = factors[written.unit], let count = written.count(ofUnit: factor) else { return nil }
            return Int32(exactly: count).map(Bitrate.init(bitsPerSecond:))
        },
        write: { rate in
            rate.bitsPerSecond % 1_000 == 0 ? "\(rate.bitsPerSecond / 1_000)kbit/s" : "\(rate.bitsPerSecond)bit/s"
        })
}

extension ValueFormat where Value == Decibels {
    /// Relative to full scale.
    static let level = decibels(noun: "a level", unit: "dBFS")
    /// Relative to what comes in.
    static let gain = decibels(noun: "a gain", unit: "dB")

    private static func decibels(noun: String, unit: String) -> ValueFormat {
        ValueFormat(
            noun: noun,
            parse: { text in
                guard let written = WrittenQuantity(text), written.unit == unit else { return nil }
                return Decibels(written.number)
            },
            write: { WrittenQuantity.text($0.value) + unit })
    }
}

extension ValueFormat where Value == Percentage {
    static let percentage = ValueFormat(
        noun: "a percentage",
        parse: { text in
            guard let written = WrittenQuantity(text), written.unit == "%" else { return nil }
            return Percentage(written.number)
        },
        write: { WrittenQuantity.text($0.value) + "%" })
}

extension ValueFormat where Value == SampleRate {
    static let sampleRate = ValueFormat(
        noun: "a sample rate",
        parse: { text in
            guard let written = WrittenQuantity(text) else { return nil }
            let factors: [String: Int64] = ["Hz": 1, "kHz": 1_000]
            guard let factor = factors[written.unit], let hertz = written.count(ofUnit: factor) else { return nil }
            return Int(exactly: hertz).flatMap(SampleRate.init(rawValue:))
        },
        write: { "\($0.hertz / 1_000)kHz" })
}

extension ValueFormat where Value == Int {
    static let count = ValueFormat(
        noun: "a whole number",
        parse: { text in
            guard let written = WrittenQuantity(text), written.unit.isEmpty else { return nil }
            return written.count(ofUnit: 1).flatMap(Int.init(exactly:))
        },
        write: { String($0) })
}

extension ValueFormat where Value == Bool {
    static let onOff = ValueFormat(
        noun: "on or off",
        parse: { ["on": true, "off": false][$0] },
        write: { $0 ? "on" : "off" }, isNounEnough: true)
    static let yesNo = ValueFormat(
        noun: "yes or no",
        parse: { ["yes": true, "no": false][$0] },
        write: { $0 ? "yes" : "no" }, isNounEnough: true)
}

extension ValueFormat where Value == AudioBandwidth {
    static let bandwidth = ValueFormat(noun: "a bandwidth", parse: AudioBandwidth.init(rawValue:), write: \.rawValue)
}

extension ValueFormat where Value == RoomManner {
    static let roomManner = ValueFormat(noun: "off, tone or name", parse: RoomManner.init(rawValue:), write: \.rawValue, isNounEnough: true)
}

extension ValueFormat where Value == String {
    /// See `PlainName`.
    static let name = ValueFormat(noun: "a name (\(PlainName.needs))", parse: { PlainName.isValid($0) ? $0 : nil }, write: { $0 })
    /// What can stand as the host in a link: a name in the letters of DNS, or an address without brackets.
    static let hostName = ValueFormat(
        noun: "a host name",
        parse: { text in
            if IPAddress(text) != nil { return text }
            let labels = text.split(separator: ".", omittingEmptySubsequences: false)
            let isName = text.utf8.count <= 253 && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                    && label.utf8.allSatisfy { PlainName.isValid(String(UnicodeScalar($0)).lowercased()) }
            }
            return isName ? text : nil
        },
        write: { $0 })
    /// A path; relative ones count from the file in which they stand.
    static let path = ValueFormat(noun: "a path", parse: { $0.isEmpty || $0.utf8.contains(0) ? nil : $0 }, write: { $0 })
    /// What the environment calls a value.
    static let variableName = ValueFormat(
        noun: "the name of an environment variable",
        parse: { text in
            let isName = text.utf8.allSatisfy { $0 == UInt8(ascii: "_") || PlainName.isValid(String(UnicodeScalar($0)).lowercased()) && $0 != UInt8(ascii: "-") }
            return isName && (1...64).contains(text.utf8.count) && !DecimalText.isDigits(text.prefix(1)) ? text : nil
        },
        write: { $0 })
    /// What a server calls an account: anything that can stand in quotes in a SIP header.
    static let accountName = ValueFormat(
        noun: "a name (at most 128 bytes, no quotes)",
        parse: { text in
            let isSafe = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && $0 != "\"" && $0 != "\\" }
            return isSafe && (1...128).contains(text.utf8.count) ? text : nil
        },
        write: { $0 })
    /// Words for people to read.
    static let line = ValueFormat(
        noun: "a line of text (at most 200 bytes)",
        parse: { text in
            let isOneLine = text.unicodeScalars.allSatisfy { $0.properties.generalCategory.isVisible }
            return isOneLine && (1...200).contains(text.utf8.count) ? text : nil
        },
        write: { $0 })
    /// Digits that a telephone can send; fewer than six could be guessed within weeks, at the rate at which guessing is allowed.
    static let pin = ValueFormat(
        noun: "6 to 12 digits", parse: { isDigits($0, 6...12) ? $0 : nil }, write: { $0 })
    /// The number of a room, which is no secret.
    static let roomNumber = ValueFormat(noun: "1 to 12 digits", parse: { isDigits($0, 1...12) ? $0 : nil }, write: { $0 })

    private static func isDigits(_ text: String, _ counts: ClosedRange<Int>) -> Bool {
        counts.contains(text.utf8.count) && DecimalText.isDigits(text)
    }
}
