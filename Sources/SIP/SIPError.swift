/// What is wrong with a message. `description` is one line that says where and what would be right; it holds nothing of what came but the
/// names of header fields, so that it can be shown to anybody.
/// - Units: line counts from 1, the start line
public enum SIPError: Error, Sendable, Hashable {
    /// More bytes than a message may have.
    case tooLong(limitBytes: Int)
    /// More header fields than anybody needs.
    case tooManyFields(limit: Int)
    /// Neither a request nor a response.
    case notSIP
    /// No empty line after the header fields.
    case unfinished
    /// A line that is no header field, or holds a bare CR or LF.
    case notAField(line: Int)
    /// A header field, or the start line, that should be something else.
    case wrong(line: Int, field: String, needs: String)
    /// Needed and not there.
    case missing(field: String)
    /// There twice, and may be there once.
    case repeated(line: Int, field: String)
    /// Another version than SIP/2.0.
    case otherVersion
    /// The method in CSeq is another one than in the start line.
    case otherMethod(line: Int)
    /// The body has fewer bytes than Content-Length says.
    case shortBody(announced: Int, found: Int)
    /// On a stream: begun, and not there whole within 5 s.
    case tooSlow

    /// What a request that has this error is answered.
    /// - Source: RFC 3261 sections 8.2, 21.4.1, 21.4.21, 21.5.6
    public var status: SIPStatus {
        switch self {
        case .otherVersion: .versionNotSupported
        case .tooLong: .messageTooLarge
        default: SIPStatus(400, "Bad Request: \(description)")
        }
    }
}

extension SIPError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooLong(let limit): "the message is longer than \(limit) bytes"
        case .tooManyFields(let limit): "the message has more than \(limit) header fields"
        case .notSIP: "the start line is neither a request nor a response"
        case .unfinished: "there is no empty line after the header fields"
        case .notAField(let line): "line \(line) is no header field"
        case .wrong(let line, let field, let needs): "line \(line): \(field) needs \(needs)"
        case .missing(let field): "Missing \(field)"
        case .repeated(let line, let field): "line \(line): \(field) is there already"
        case .otherVersion: "the version is not SIP/2.0"
        case .otherMethod(let line): "line \(line): CSeq needs the method of the start line"
        case .shortBody(let announced, let found): "Content-Length is \(announced), and the body has \(found) bytes"
        case .tooSlow: "the message did not come within 5 s"
        }
    }
}
