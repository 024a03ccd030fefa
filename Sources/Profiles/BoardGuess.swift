/// Which profile fits this machine, as far as can be told without asking.
public struct BoardGuess: Sendable, Hashable {
    /// The name of a profile that came with Partyline.
    public let profile: String
    /// What the guess goes by: "Raspberry Pi 4 Model B Rev 1.4".
    public let reason: String

    /// By how the names of boards begin.
    private static let boards = [
        ("Raspberry Pi Zero 2", "pi-zero-2w"), ("Raspberry Pi 3", "pi-3"), ("Raspberry Pi Compute Module 3", "pi-3"),
        ("Raspberry Pi 4", "pi-4"), ("Raspberry Pi Compute Module 4", "pi-4"), ("Raspberry Pi 5", "pi-5"), ("Raspberry Pi Compute Module 5", "pi-5"),
    ]

    /// - Parameters:
    ///   - model: what the board calls itself; nil on machines that have no such name
    ///   - coreCount: that we may run on
    public init(model: String?, coreCount: Int) {
        if let model, let board = Self.boards.first(where: { model.hasPrefix($0.0) }) {
            (profile, reason) = (board.1, model)
        } else {
            // small-server is written for two cores of x86-64. A board that we do not know may be slower.
            profile = model == nil && coreCount >= 2 ? "small-server" : "base"
            reason = "\(model ?? "no known board"), \(coreCount) \(coreCount == 1 ? "core" : "cores")"
        }
    }

    /// - Source: the Linux device tree, `/model`: a string with a zero at its end
    public static func ofThisMachine(coreCount: Int) -> BoardGuess {
        let bytes = try? FileAccess.read("/proc/device-tree/model", limitBytes: 256)
        return BoardGuess(model: bytes.map { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }, coreCount: coreCount)
    }
}
