/// Who answers for a box, as it stands in its configuration and on its page.
public struct BoxOperator: Sendable, Codable, Equatable {
    public let name: String
    /// An e-mail address, a telephone number or a page; nil where nobody has written one.
    public let contact: String?

    /// - Returns: nil where nobody is named
    public init?(name: String?, contact: String?) {
        guard let name else { return nil }
        (self.name, self.contact) = (name, contact)
    }

    /// Where a press on the contact leads: `mailto:`, `tel:` or a page; nil for what is only to be read.
    public var link: String? {
        guard let contact else { return nil }
        if contact.wholeMatch(of: /[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+/) != nil { return "mailto:\(contact)" }
        if contact.wholeMatch(of: /https?:\/\/[A-Za-z0-9._~:\/?#@!$&*+,;=%-]+/) != nil { return contact }
        if contact.wholeMatch(of: /\+?[0-9][0-9 \/().-]{4,}/) != nil { return "tel:" + contact.filter { $0.isNumber || $0 == "+" } }
        return nil
    }
}
