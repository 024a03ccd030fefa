/// What a message carries: bytes that this target does not look into, but for the digits of an INFO.
public struct SIPBody: Sendable, Hashable {
    /// As in Content-Type, with its parameters.
    public let type: String
    public let bytes: [UInt8]

    /// - Shape: type: such as application/sdp
    public init(type: String, bytes: [UInt8]) {
        self.type = type
        self.bytes = bytes
    }

    /// A session description.
    public static func sdp(_ text: String) -> SIPBody { SIPBody(type: "application/sdp", bytes: Array(text.utf8)) }

    /// The type without parameters, in lower case.
    public var mediaType: String {
        let name = type.utf8.prefix { $0 != UInt8(ascii: ";") }
        return Text.lowercased(Text.trimmed(Substring(name)))
    }
}
