/// The password of a trunk. It shows itself to nobody who prints it.
public struct TrunkPassword: Sendable, Hashable {
    public let text: String

    /// Where a password is kept.
    public enum Source: Sendable, Hashable {
        /// Alone in a file; a line end behind it is not part of it.
        case file(String)
        /// In an environment variable.
        case variable(String)
    }

    /// No account has a longer one.
    private static var limitBytes: Int { 1_024 }

    private init(_ text: String) { self.text = text }

    /// - Parameter environment: of the process
    /// - Throws: `inaccessible`, which names the file or the variable and never what is in it
    static func read(_ source: Source, environment: [String: String]) throws(ProfileError) -> TrunkPassword {
        switch source {
        case .file(let path): try read(file: path)
        case .variable(let name): try read(variable: name, environment)
        }
    }

    private static func read(file path: String) throws(ProfileError) -> TrunkPassword {
        let bytes = try FileAccess.read(path, limitBytes: limitBytes, isSecret: true)
        guard let whole = String(validating: bytes, as: UTF8.self) else {
            throw .inaccessible(file: path, reason: "needs a password in UTF-8, found a byte that is none")
        }
        let text = whole.hasSuffix("\r\n") || whole.hasSuffix("\n") ? String(whole.dropLast()) : whole
        if let problem = problem(text) { throw .inaccessible(file: path, reason: problem) }
        return TrunkPassword(text)
    }

    private static func read(variable name: String, _ environment: [String: String]) throws(ProfileError) -> TrunkPassword {
        guard let text = environment[name] else {
            throw .inaccessible(file: "the environment variable \(name)", reason: "is not set: give the server its value, or write password_file")
        }
        if let problem = problem(text) { throw .inaccessible(file: "the environment variable \(name)", reason: problem) }
        return TrunkPassword(text)
    }

    private static func problem(_ text: String) -> String? {
        if text.isEmpty { return "needs a password, found nothing" }
        let isOneLine = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        return isOneLine ? nil : "needs a password alone in one line, found more"
    }
}

extension TrunkPassword: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "(a password)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension TrunkConfiguration {
    /// The password, read now; nil for an account without one.
    /// - Parameter environment: of the process
    /// - Throws: what is wrong with the file or the variable, and never what is in it
    public func password(environment: [String: String]) throws(ProfileError) -> TrunkPassword? {
        guard let passwordSource else { return nil }
        return try TrunkPassword.read(passwordSource, environment: environment)
    }
}
