/// How deep arrays and objects lie in each other, told before anything is decoded: a parser that recurses would do so as deep as a
/// stranger likes. Found without recursion.
public enum JSONDepth {
    /// - Returns: false as soon as there is one level more; whether it is JSON at all, the parser says
    public static func isAtMost(_ limit: Int, in bytes: some Sequence<UInt8>) -> Bool {
        var depth = 0
        var isInString = false
        var isEscaped = false
        for byte in bytes {
            if isEscaped {
                isEscaped = false
                continue
            }
            switch byte {
            case UInt8(ascii: "\\"): isEscaped = isInString
            case UInt8(ascii: "\""): isInString.toggle()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                if !isInString { depth += 1 }
                if depth > limit { return false }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if !isInString { depth -= 1 }
            default: break
            }
        }
        return true
    }
}
