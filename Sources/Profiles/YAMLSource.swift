/// The bytes of one YAML file, guarded against what YAML can do beyond our need: aliases, several documents, other encodings, towers of
/// brackets.
struct YAMLSource {
    /// Far above any file of ours: base.yaml has 5 KiB.
    static let limitBytes = 65_536

    let file: String
    private let bytes: [UInt8]

    /// - Parameter file: as error lines are to name it
    init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
    }

    /// Reads a file.
    init(path: String) throws(ProfileError) {
        self.init(file: path, bytes: try FileAccess.read(path, limitBytes: Self.limitBytes))
    }

    /// The tree of the file; nil when the file holds comments only.
    func root() throws(ProfileError) -> YAMLNode? {
        _ = try text()
        return try YAMLComposer.compose(bytes, of: file)
    }

    /// The text of the file.
    func text() throws(ProfileError) -> String {
        guard bytes.count <= Self.limitBytes else { throw .tooLarge(file: file, limitBytes: Self.limitBytes) }
        if let place = firstInvalidByte() { throw .notUTF8(place) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Where the bytes stop being UTF-8; nil when they never do.
    private func firstInvalidByte() -> Place? {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var line = 1
        var column = 1
        while true {
            switch decoder.decode(&iterator) {
            case .emptyInput: return nil
            case .error: return Place(file: file, line: line, column: column)
            case .scalarValue("\n"): (line, column) = (line + 1, 1)
            case .scalarValue: column += 1
            }
        }
    }
}
