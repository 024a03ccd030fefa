/// A point in a file that an admin can open.
/// - Units: line and column start at 1; columns count Unicode scalars
public struct Place: Sendable, Hashable, Codable, CustomStringConvertible {
    public let file: String
    public let line: Int
    public let column: Int

    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// As compilers write it, so that editors jump there: `file:line:column`.
    public var description: String { "\(file):\(line):\(column)" }
}
