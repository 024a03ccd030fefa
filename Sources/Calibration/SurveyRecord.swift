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
    /// By size.
    private var noise: [Int: CrowdTurns] = [:]
    private var quiet: [Int: CrowdTurns] = [:]
    private var alone: [Double] = []
    private var slowdown: [Double] = []
    private var ordinary: [Double] = []
    private var realtime: [Double] = []

    private struct CrowdTurns {
        var talker: [Double] = []
        var other: [Double] = []
        var mix: [Double] = []
        var encode: [Double] = []
        var write: [Double] = []

        mutating func note(_ figures: PartBench.Figures) {
            talker.append(figures.talker)
            other.append(figures.other)
            mix.append(figures.mix)
            encode.append(figures.encode)
            write.append(figures.send)
        }
    }

    mutating func note(encode cost: Double, complexity: Int) { encode[complexity].append(cost) }

    mutating func note(noise: PartBench.Figures, quiet: PartBench.Figures, participants: Int) {
        self.noise[participants, default: CrowdTurns()].note(noise)
        self.quiet[participants, default: CrowdTurns()].note(quiet)
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
        let room = roomCost
        let usualEncode = noise.min { $0.key < $1.key }.map { Self.median($0.value.encode) } ?? .nan
        func crowds(_ turns: [Int: CrowdTurns]) -> [TickCosts.Crowd] {
            turns.sorted { $0.key < $1.key }.map { size, turns in
                TickCosts.Crowd(
                    participants: size, talker: Self.median(turns.talker), other: Self.median(turns.other),
                    member: max(Self.median(turns.mix) - room, 0) / Double(max(size, 1)), write: Self.median(turns.write),
                    encodeExtra: Self.median(turns.encode) - usualEncode)
            }
        }
        return TickCosts(
            noise: crowds(noise), quiet: crowds(quiet), encode: encode.map(Self.median), room: room, protect: Self.median(protect),
            unprotect: Self.median(unprotect), receiveDatagram: Self.median(receive), sendDatagram: Self.median(send))
    }

    /// What is left of the mix without participants: by the line through the smallest room and the largest.
    private var roomCost: Double {
        let mixes = noise.sorted { $0.key < $1.key }.map { (participants: Double($0.key), cost: Self.median($0.value.mix)) }
        guard let small = mixes.first, let large = mixes.last, large.participants > small.participants else { return mixes.first?.cost ?? .nan }
        let slope = max((large.cost - small.cost) / (large.participants - small.participants), 0)
        return max(small.cost - slope * small.participants, 0)
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
