/// One thing that an admin can ask: a value that holds what is asked, and says what the answer is.
///
/// On the wire a request is one line of JSON with the operation's name under "op" and its fields beside it:
///
///     {"op":"people.mute","handle":"p-4f7a","muted":true}
public protocol AdminOperation: Codable, Sendable {
    associatedtype Answer: Codable & Sendable
    static var op: String { get }
}

/// The answer of an operation that has nothing to tell.
public struct Done: Codable, Sendable, Equatable {
    public init() {}
}

/// Why a request was refused.
public struct AdminRefusal: Error, Codable, Sendable, Equatable, CustomStringConvertible {
    /// A short word for scripts: `ConferenceError.code`, or "bad-request", "unknown-op", "line-too-long", "not-allowed".
    public let code: String
    /// One line for people, which says what would be right.
    public let message: String

    public init(code: String, message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
