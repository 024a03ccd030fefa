/// Some measurements of one kind, under one name.
/// - Source: Prometheus text exposition format 0.0.4
struct MetricFamily: Sendable {
    enum Kind: String, Sendable {
        /// Only rises while the box runs; its name ends in "_total".
        case counter
        case gauge
    }

    struct Sample: Sendable {
        /// Its name and its value; nil where the family has one sample only. All values come from the program or from the configuration.
        let label: (name: String, value: String)?
        let value: Double
    }

    let name: String
    let kind: Kind
    let help: String
    let samples: [Sample]

    static func counter(_ name: String, _ help: String, _ value: Int) -> MetricFamily {
        MetricFamily(name: name, kind: .counter, help: help, samples: [Sample(label: nil, value: Double(value))])
    }

    static func counter(_ name: String, _ help: String, by label: String, _ values: [(String, Int)]) -> MetricFamily {
        MetricFamily(name: name, kind: .counter, help: help, samples: values.map { Sample(label: (label, $0.0), value: Double($0.1)) })
    }

    static func gauge(_ name: String, _ help: String, _ value: Double) -> MetricFamily {
        MetricFamily(name: name, kind: .gauge, help: help, samples: [Sample(label: nil, value: value)])
    }

    static func gauge(_ name: String, _ help: String, by label: String, _ values: [(String, Int)]) -> MetricFamily {
        MetricFamily(name: name, kind: .gauge, help: help, samples: values.map { Sample(label: (label, $0.0), value: Double($0.1)) })
    }

    /// What it is, and a line for each sample; nothing at all without samples.
    var text: String {
        guard !samples.isEmpty else { return "" }
        return "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n" + samples.map { "\(name)\($0.text)\n" }.joined()
    }
}

extension MetricFamily.Sample {
    fileprivate var text: String {
        let labels = label.map { "{\($0.name)=\"\(Self.escaped($0.value))\"}" } ?? ""
        return "\(labels) \(Int(exactly: value).map { "\($0)" } ?? "\(value)")"
    }

    /// Characters that would end a label's value.
    private static func escaped(_ text: String) -> String {
        text.map { character in
            switch character {
            case "\\": "\\\\"
            case "\"": "\\\""
            case "\n": "\\n"
            default: String(character)
            }
        }.joined()
    }
}
