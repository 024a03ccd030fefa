import Testing

/// Something wrong and what is said of it. A report names it by what is said, on one line.
struct Broken: Sendable, CustomTestStringConvertible {
    let text: String
    /// The part of a good offer that `text` replaces; empty when the text is all there is.
    var part = ""
    let complaint: String

    var testDescription: String { complaint }
}
