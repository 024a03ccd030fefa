import FoundationEssentials

/// The profile of a bench's server, as a file. A server that runs takes it over when it is told to.
struct BenchProfile: Sendable {
    enum Tuning {
        case usual(talkers: Int, complexity: Int)
        /// Differs in all that counts at once for everybody and should not be heard.
        case other(talkers: Int)
    }

    let path: String
    /// Whom the server has room for.
    let participants: Int

    func write(_ tuning: Tuning) throws {
        let values = switch tuning {
        case .usual(let talkers, let complexity):
            """
            mix:
              talkers: \(max(talkers, 1))
            opus:
              complexity: \(complexity)
            """
        case .other(let talkers):
            """
            mix:
              talkers: \(max(talkers, 1) + 2)
              hangover: 800ms
            opus:
              complexity: 0
            fec:
              inband: off
            jitter:
              min: 20ms
              max: 200ms
            """
        }
        let limits = """

            limits:
              participants: \(max(participants, 2))
              rooms: 2

            """
        try Data((values + limits).utf8).write(to: URL(filePath: path), options: .atomic)
    }
}
