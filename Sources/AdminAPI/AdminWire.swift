import Conference
import FoundationEssentials
import Reception

/// How operations and answers are written as lines of JSON, and read.
///
/// An answer is `{"ok":true,"result":…}` or `{"error":{"code":"…","message":"…"},"ok":false}`; an event is told as it is.
enum AdminWire {
    // MARK: requests

    static func write<Operation: AdminOperation>(_ operation: Operation) throws -> [UInt8] {
        try line(Request(operation: operation))
    }

    /// The name of the operation that a request asks for.
    /// - Throws: `AdminRefusal` for what is not a JSON object with an "op"
    static func op(of request: Data) throws(AdminRefusal) -> String {
        guard JSONDepth.isAtMost(AdminLimits.jsonDepth, in: request) else {
            let limit = AdminLimits.jsonDepth
            throw AdminRefusal(code: "bad-request", message: "objects and arrays are nested too deeply; at most \(limit) levels are right")
        }
        return try read(Op.self, from: request).op
    }

    static func read<Value: Decodable>(_ type: Value.Type, from data: Data) throws(AdminRefusal) -> Value {
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch let error as DecodingError {
            throw AdminRefusal(code: "bad-request", message: error.sentence)
        } catch {
            throw AdminRefusal(code: "bad-request", message: "a request is one JSON object in one line")
        }
    }

    private struct Op: Decodable {
        let op: String
    }

    private struct Request<Operation: AdminOperation>: Encodable {
        let operation: Operation
        private enum Key: CodingKey { case op }

        func encode(to encoder: any Encoder) throws {
            try operation.encode(to: encoder)
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(Operation.op, forKey: .op)
        }
    }

    // MARK: answers

    static func write(answer: some Codable & Sendable) throws -> [UInt8] { try line(Success(ok: true, result: answer)) }
    static func write(event: WatchedEvent) throws -> [UInt8] { try line(event) }
    static func write(refusal: AdminRefusal) throws -> [UInt8] { try line(Failure(ok: false, error: refusal)) }

    /// - Throws: the `AdminRefusal` that the answer holds, or `DecodingError`
    static func readAnswer<Answer: Codable & Sendable>(_ type: Answer.Type, from data: Data) throws -> Answer {
        let decoder = JSONDecoder()
        if try decoder.decode(Verdict.self, from: data).ok { return try decoder.decode(Success<Answer>.self, from: data).result }
        throw try decoder.decode(Failure.self, from: data).error
    }

    private struct Verdict: Decodable {
        let ok: Bool
    }
    private struct Success<Answer: Codable>: Codable {
        let ok: Bool
        let result: Answer
    }
    private struct Failure: Codable {
        let ok: Bool
        let error: AdminRefusal
    }

    // MARK: lines

    private static func line(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value)) + [UInt8(ascii: "\n")]
    }
}

extension DecodingError {
    /// What is wrong with a request, for the one who wrote it.
    fileprivate var sentence: String {
        func path(_ context: Context, _ key: (any CodingKey)? = nil) -> String {
            (context.codingPath.map(\.stringValue) + (key.map { [$0.stringValue] } ?? [])).joined(separator: ".")
        }
        switch self {
        case .keyNotFound(let key, let context): return "the request lacks \"\(path(context, key))\""
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            if context.codingPath.isEmpty { return "a request is one JSON object in one line" }
            return "\"\(path(context))\" must be \(DecodingError.word(for: type))"
        case .dataCorrupted(let context):
            if context.codingPath.isEmpty { return "this is not JSON; a request is one JSON object in one line" }
            return "\"\(path(context))\" has a value that does not fit"
        @unknown default: return "a request is one JSON object in one line"
        }
    }

    private static func word(for type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a string"
        case is Bool.Type: "true or false"
        case is Int.Type: "a whole number"
        case is Double.Type: "a number"
        default: "an object"
        }
    }
}
