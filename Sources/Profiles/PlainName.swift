/// The rule for names of profiles and rooms. Such a name can stand in a path, an address and a spoken sentence; it holds no dot
/// and no slash, so it never leaves its folder.
enum PlainName {
    static let needs = "1 to 32 characters of a-z, 0-9 and -"

    static func isValid(_ name: String) -> Bool {
        (1...32).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
                default: false
                }
            }
    }
}
