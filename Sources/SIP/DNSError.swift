/// What is wrong with an answer of a name server.
public enum DNSError: Error, Sendable, Hashable {
    /// It ends in the middle.
    case truncated
    /// A question, or to another question.
    case notAnAnswer
    /// The name server says that it failed: the response code.
    case refused(UInt8)
    /// A name that is too long, or whose parts point forward or in a circle.
    case badName
    /// More records than anybody needs.
    case tooManyRecords
}

extension DNSError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .truncated: "it ends in the middle"
        case .notAnAnswer: "it is no answer"
        case .refused(let code): "response code \(code)"
        case .badName: "a name in it is too long or points to itself"
        case .tooManyRecords: "it has more than \(DNSAnswer.mostRecords) records"
        }
    }
}
