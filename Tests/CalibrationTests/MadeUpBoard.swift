import Calibration

/// Boards whose figures are easy to reckon with.
enum MadeUpBoard {
    /// Every participant costs 10 us to hear, 1 to write to, and 4 for sockets and SRTP; every encode 100 us and 10 more for each complexity.
    static let costs = TickCosts(
        noise: [.init(participants: 10, talker: 20, other: 10, member: 0.5, write: 1, encodeExtra: 0)],
        quiet: [.init(participants: 10, talker: 20, other: 2, member: 0.5, write: 1, encodeExtra: 0)], encode: (0...10).map { 100 + 10 * Double($0) },
        room: 50, protect: 1, unprotect: 1, receiveDatagram: 1, sendDatagram: 2)

    static let punctual = Board.Lateness(median: 0.05, p99: 0.1, p999: 0.2, max: 1)

    static func board(
        costs: TickCosts = costs, cores: Int = 1, slowdown: Double = 1, lateness: Board.Lateness = punctual, availableBytes: Int = 1 << 40
    ) -> Board {
        Board(
            costs: costs, cores: cores, slowdown: slowdown, lateness: lateness, realtimeLateness: nil, bytesPerParticipant: 100_000,
            availableBytes: availableBytes)
    }

    /// All costs times that.
    static func costs(times factor: Double) -> TickCosts {
        func times(_ crowds: [TickCosts.Crowd]) -> [TickCosts.Crowd] {
            crowds.map {
                .init(
                    participants: $0.participants, talker: $0.talker * factor, other: $0.other * factor, member: $0.member * factor,
                    write: $0.write * factor, encodeExtra: $0.encodeExtra * factor)
            }
        }
        return TickCosts(
            noise: times(costs.noise), quiet: times(costs.quiet), encode: costs.encode.map { $0 * factor }, room: costs.room * factor,
            protect: costs.protect * factor, unprotect: costs.unprotect * factor, receiveDatagram: costs.receiveDatagram * factor,
            sendDatagram: costs.sendDatagram * factor)
    }
}
