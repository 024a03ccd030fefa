import Bench

/// What the turns of a survey found, and what comes of it: medians, but for timers, of which the worst matter.
struct SurveyRecord {
    /// Of the rooms in which is measured.
    static let talkers = 3

    var turns = 0
    var protect: [Double] = []
    var unprotect: [Double] = []
    var receive: [Double] = []
    var send: [Double] = []
    private var encode: [[Double]] = Survey.complexities.map { _ in [] }
    private var crowds: [Int: CrowdTurns] = [:]
    private var alone: [Double] = []
    private var slowdown: [Double] = []
    private var ordinary: [Double] = []
    private var realtime: [Double] = []

    private struct CrowdTurns {
        var talker: [Double] = []
        var noise: [Double] = []
        var quiet: [Double] = []
        var send: [Double] = []
        var encode: [Double] = []
        var mix: [Double] = []
    }

    mutating func note(encode cost: Double, complexity: Int) { encode[complexity].append(cost) }

    mutating func note(noise: PartBench.Figures, quiet: PartBench.Figures, participants: Int) {
        crowds[participants, default: CrowdTurns()].talker.append(noise.talker)
        crowds[participants, default: CrowdTurns()].noise.append(noise.other)
        crowds[participants, default: CrowdTurns()].quiet.append(quiet.other)
        crowds[participants, default: CrowdTurns()].send.append(noise.send)
        crowds[participants, default: CrowdTurns()].encode.append(noise.encode)
        crowds[participants, default: CrowdTurns()].mix.append(noise.mix)
    }

    mutating func note(_ cores: CoreBench.Figures) {
        alone.append(cores.alone)
        if cores.alone > 0 { slowdown.append(cores.together / cores.alone) }
    }

    mutating func note(_ lateness: LatenessBench.Figures) {
        ordinary += lateness.ordinary
        realtime += lateness.realtime
    }

    var yardstick: Double { Self.median(alone) }

    func board(cores: Int, bytesPerParticipant: Int) -> Board {
        Board(
            costs: costs, cores: cores, slowdown: max(Self.median(slowdown), 1), lateness: Board.Lateness(ordinary),
            realtimeLateness: realtime.isEmpty ? nil : Board.Lateness(realtime), bytesPerParticipant: bytesPerParticipant,
            availableBytes: DisturbanceWatch.availableBytes())
    }

    private var costs: TickCosts {
        let sizes = crowds.sorted { $0.key < $1.key }
        let usualEncode = sizes.first.map { Self.median($0.value.encode) } ?? 0
        let found = sizes.map { size, turns in
            TickCosts.Crowd(
                participants: size, talker: Self.median(turns.talker), noise: Self.median(turns.noise), quiet: Self.median(turns.quiet),
                send: Self.median(turns.send), encodeExtra: Self.median(turns.encode) - usualEncode)
        }
        let (room, member) = mix(sizes.map { ($0.key, Self.median($0.value.mix)) })
        return TickCosts(
            crowds: found, encode: encode.map(Self.median), room: room, member: member, protect: Self.median(protect),
            unprotect: Self.median(unprotect),
            receiveDatagram: Self.median(receive), sendDatagram: Self.median(send))
    }

    /// The line through the smallest and the largest room.
    private func mix(_ rooms: [(participants: Int, cost: Double)]) -> (room: Double, member: Double) {
        guard let small = rooms.first, let large = rooms.last, large.participants > small.participants else {
            return (rooms.first?.cost ?? 0, 0)
        }
        let member = max((large.cost - small.cost) / Double(large.participants - small.participants), 0)
        return (max(small.cost - member * Double(small.participants), 0), member)
    }

    /// - Returns: not a number where there is nothing: what was not measured is not to pass for cheap
    static func median(_ values: [Double]) -> Double {
        guard !values.isEmpty else { return .nan }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}

extension Board.Lateness {
    /// - Shape: times woken, in ms
    init(_ values: [Double]) {
        let sorted = values.sorted()
        func quantile(_ share: Double) -> Double { sorted.isEmpty ? 0 : sorted[min(Int(share * Double(sorted.count)), sorted.count - 1)] }
        self.init(median: quantile(0.5), p99: quantile(0.99), p999: quantile(0.999), max: sorted.last ?? 0)
    }
}
