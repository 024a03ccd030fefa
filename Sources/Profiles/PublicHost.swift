/// Where the box is reached from outside: an address, or a name that leads to one, for lines that get another address at night.
public struct PublicHost: Sendable, Hashable {
    /// A name in small letters, or an address in its usual form.
    public let text: String

    /// - Parameter text: `192.0.2.7`, `2001:db8::7` or `box.example.org`; a name has a dot, and does not end in a number (RFC 3696 section 2)
    /// - Returns: nil for anything else
    public init?(_ text: String) {
        if let address = IPAddress(text) {
            self.text = address.description
        } else {
            guard let name = ValueFormat<String>.hostName.parse(text), let end = name.lastIndex(of: "."),
                !name[end...].dropFirst().allSatisfy(\.isNumber)
            else { return nil }
            self.text = name.lowercased()
        }
    }

    static let example = PublicHost("192.0.2.7")!

    /// The address, if it is one.
    public var address: IPAddress? { IPAddress(text) }

    /// Which of the addresses that a name leads to is told to others: the first of IPv4, for which routers forward. In many machines the file of
    /// hosts sends a machine's own name to itself, which is no help to anybody else.
    public static func chosen(from addresses: [IPAddress]) -> IPAddress? {
        let useful = addresses.filter { $0.reach != .thisMachine }
        return useful.first(where: \.isIPv4) ?? useful.first
    }
}

extension PublicHost: CustomStringConvertible {
    public var description: String { text }
}

extension ValueFormat where Value == PublicHost {
    static let publicHost = ValueFormat(noun: "an IP address, or a name with a dot,", parse: { PublicHost($0) }, write: \.text)
}
