import MediaTypes

/// What the demultiplexer wants to know of a datagram from an address that it does not know.
public enum STUNDatagram {
    /// The username fragment of the session that a Binding request is for: what stands before the colon in USERNAME. Nothing is proven
    /// by it: the session's agent decides.
    /// - Returns: nil when the datagram is no Binding request, or its user name is not one of ICE
    /// - Source: RFC 8445 section 7.2.2
    public static func localUfrag(of datagram: [UInt8]) -> String? {
        let message = unsafe datagram.span.bytes
        guard STUNMessage.type(of: message) == STUNMessage.binding else { return nil }
        var attributes = STUNAttributes()
        while let attribute = attributes.next(in: message) {
            switch attribute.type {
            case STUNAttribute.username: return localUfrag(inUsername: message.bytes(in: attribute.value))
            case STUNAttribute.messageIntegrity: return nil
            default: break
            }
        }
        return nil
    }

    private static func localUfrag(inUsername name: RawSpan) -> String? {
        var length = 0
        while let letter = name.byte(at: length), letter != UInt8(ascii: ":") {
            guard ICECredentials.isLetter(letter), length < Specified.ufragLengths.upperBound else { return nil }
            length &+= 1
        }
        guard length < name.byteCount, Specified.ufragLengths ~= length else { return nil }
        return STUNMessage.text(name.bytes(in: 0..<length))
    }
}
