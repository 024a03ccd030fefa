/// A URI with a name and parameters, as From, To, Contact, Route and Record-Route have it.
/// - Source: RFC 3261 sections 20.10, 25.1 (name-addr, addr-spec)
public struct NameAddress: Sendable, Hashable {
    /// Without quotes; empty when there is none.
    public var displayName: String
    public var uri: URI
    /// Those of the header field, such as tag and expires; not those of the URI.
    public var parameters: Parameters

    /// - Shape: displayName: empty for none
    public init(_ uri: URI, displayName: String = "", tag: String? = nil) {
        self.displayName = displayName
        self.uri = uri
        parameters = Parameters()
        if let tag { parameters.set("tag", to: tag) }
    }

    /// Reads one value of a header field.
    public init?(parsing text: String) {
        var scanner = TextScanner(text)
        scanner.skipBlanks()
        displayName = ""
        if scanner.next == UInt8(ascii: "\"") {
            guard let quoted = scanner.quotedString() else { return nil }
            displayName = Parameters.unquoted(quoted)
            scanner.skipBlanks()
            guard scanner.next == UInt8(ascii: "<") else { return nil }
        } else if text.utf8.contains(UInt8(ascii: "<")) {
            // Tokens, and letters that are not ASCII: they should be in quotes, and telephones send them without.
            displayName = Text.trimmed(scanner.take { Text.isToken($0) || Text.isBlank($0) || $0 >= 0x80 })
        }
        if scanner.take("<") {
            guard let uri = URI(parsing: scanner.take { $0 != UInt8(ascii: ">") }), scanner.take(">") else { return nil }
            self.uri = uri
        } else {
            // Without brackets all parameters are the field's, and what could be either is an error.
            let address = scanner.take { !Text.isBlank($0) && $0 != UInt8(ascii: ";") }
            guard displayName.isEmpty, !address.utf8.contains(UInt8(ascii: "?")), !address.utf8.contains(UInt8(ascii: ",")),
                let uri = URI(parsing: address)
            else { return nil }
            self.uri = uri
        }
        guard let parameters = Parameters(scanning: &scanner) else { return nil }
        self.parameters = parameters
    }

    /// One side of a dialog.
    public var tag: String? { parameters["tag"].flatMap { $0.isEmpty ? nil : $0 } }

    /// As it is written, always with brackets.
    public var text: String {
        (displayName.isEmpty ? "" : Parameters.quoted(displayName) + " ") + "<\(uri.text)>" + parameters.text
    }
}
