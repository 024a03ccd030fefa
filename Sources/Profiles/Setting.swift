/// One key of a file: how its value is written, where it goes in `Root`, and what may stand there. Profiles, the configuration
/// and room files are each a list of these.
struct Setting<Root: Sendable>: Sendable {
    /// Groups and name with dots: `mix.tick`.
    let key: String
    /// For the table of keys.
    let meaning: String
    /// For an error line: "a time such as 20ms".
    let needs: String
    /// For an error line and the table of keys: "10ms or 20ms".
    let allowed: String
    /// A value that has no place in an error line, such as a PIN.
    let isSecret: Bool
    /// A YAML list may stand there.
    let isList: Bool
    /// Reads the text into the root, or says why not and changes nothing.
    let assign: @Sendable (String, inout Root) -> Outcome
    /// The value as it would be written; nil where there is none.
    let text: @Sendable (Root) -> String?

    enum Outcome { case accepted, malformed, outOfRange }

    /// A value that is always there.
    init<Value>(
        _ key: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ format: ValueFormat<Value>, _ allowed: Allowed<Value>,
        example: Value, _ meaning: String
    ) {
        self.init(key, format, allowed, example, false, meaning, store: { $1[keyPath: path] = $0 }, load: { $0[keyPath: path] })
    }

    /// A value that may be left out.
    init<Value>(
        _ key: String, optional path: any WritableKeyPath<Root, Value?> & Sendable, _ format: ValueFormat<Value>,
        _ allowed: Allowed<Value>, example: Value, isSecret: Bool = false, _ meaning: String
    ) {
        self.init(key, format, allowed, example, isSecret, meaning, store: { $1[keyPath: path] = $0 }, load: { $0[keyPath: path] })
    }

    private init<Value>(
        _ key: String, _ format: ValueFormat<Value>, _ allowed: Allowed<Value>, _ example: Value, _ isSecret: Bool, _ meaning: String,
        store: @escaping @Sendable (Value, inout Root) -> Void, load: @escaping @Sendable (Root) -> Value?
    ) {
        self.key = key
        self.meaning = meaning
        self.isSecret = isSecret
        isList = format.isList
        needs = format.needs(example)
        self.allowed = allowed.text(format)
        assign = { text, root in
            guard let value = format.parse(text) else { return .malformed }
            guard allowed.contains(value) else { return .outOfRange }
            store(value, &root)
            return .accepted
        }
        text = { load($0).map(format.write) }
    }
}

extension ValueFormat {
    /// "a time such as 20ms"; where the noun names all there is, no example.
    fileprivate func needs(_ example: Value) -> String {
        Value.self == Bool.self || Value.self == RoomManner.self ? noun : "\(noun) such as \(write(example))"
    }
}

/// The values of a kind that a key takes.
struct Allowed<Value: Sendable>: Sendable {
    let contains: @Sendable (Value) -> Bool
    let text: @Sendable (ValueFormat<Value>) -> String

    /// Whatever the format reads.
    static func any(_ text: String) -> Allowed { Allowed(contains: { _ in true }, text: { _ in text }) }
}

extension Allowed where Value: Comparable {
    static func between(_ least: Value, _ most: Value) -> Allowed {
        Allowed(contains: { least <= $0 && $0 <= most }, text: { "\($0.write(least)) to \($0.write(most))" })
    }
}

extension Allowed where Value: Equatable {
    static func oneOf(_ values: [Value]) -> Allowed {
        Allowed(
            contains: { values.contains($0) },
            text: { format in
                let texts = values.map(format.write)
                return texts.count < 2 ? texts.joined() : texts.dropLast().joined(separator: ", ") + " or " + (texts.last ?? "")
            })
    }
}
