import MediaTypes
import Profiles

/// What a page should do about a line that loses packets. Browsers send their microphone at a fixed rate and do not adapt by
/// themselves, so the box, which sees the loss, has to say it.
public struct Advice: Sendable, Codable, Equatable {
    public enum Reason: String, Sendable, Codable {
        /// What the participant sends gets lost.
        case uplinkLoss = "uplink-loss"
        /// What the participant is sent gets lost.
        case downlinkLoss = "downlink-loss"
        /// All is well again.
        case good
    }

    public var reason: Reason
    public var lossPercent: Int
    /// In bits per second, for the sender's encoder.
    public var maxBitrate: Int
    /// The sound in each packet.
    public var packetMs: Int
    /// Whether each packet should carry the one before once more (RED), where the browser can.
    public var redundancy: Bool

    public init(reason: Reason, lossPercent: Int, maxBitrate: Int, packetMs: Int, redundancy: Bool) {
        self.reason = reason
        self.lossPercent = lossPercent
        self.maxBitrate = maxBitrate
        self.packetMs = packetMs
        self.redundancy = redundancy
    }
}

/// Turns the loss of each second into advice that seldom changes: three bad seconds in a row make it stricter, ten good ones
/// (below half of the bound) make it milder, by one step.
struct Adviser {
    /// How much is asked of the page; each includes the one before.
    private enum Step: Int, CaseIterable {
        case nothing
        /// Redundancy.
        case light
        /// Fewer, longer packets with fewer bits: on a narrow line, loss is mostly our own doing.
        case heavy
        /// What still carries speech.
        case least
    }

    /// Ours.
    static let badReports = 3
    static let goodReports = 10
    /// Ours: the loss in percent from which only the least is sent.
    static let leastFrom = 20.0

    private let bounds: [Double]
    private let usual: Advice
    private let bitrates: ClosedRange<Int>
    private let longestMs: Int
    private var step = Step.nothing
    private var reason = Advice.Reason.good
    private var bad = 0
    private var good = 0
    /// What was advised last; nil while all is well.
    private(set) var current: Advice?

    init(_ profile: Profile) {
        bounds = [Double(profile.fec.lightFrom.value), Double(profile.fec.heavyFrom.value), Adviser.leastFrom]
        usual = Advice(
            reason: .good, lossPercent: 0, maxBitrate: Int(profile.opus.bitrate.bitsPerSecond),
            packetMs: Int(profile.packet.ptime.milliseconds), redundancy: profile.packet.redundancy > 0)
        bitrates = Int(profile.opus.minBitrate.bitsPerSecond)...Int(profile.opus.maxBitrate.bitsPerSecond)
        longestMs = Int(profile.packet.maxPtime.milliseconds)
    }

    /// - Parameters: loss in percent; nil where nothing was to come, or nothing is known
    /// - Returns: advice, if it is new
    mutating func note(uplinkLoss: Double?, downlinkLoss: Double?) -> Advice? {
        let (up, down) = (Adviser.percent(uplinkLoss), Adviser.percent(downlinkLoss))
        let loss = max(up, down)
        let wanted = bounds.lastIndex { loss >= $0 }.flatMap { Step(rawValue: $0 + 1) } ?? .nothing
        if wanted.rawValue > step.rawValue {
            good = 0
            bad += 1
            guard bad >= Adviser.badReports else { return nil }
            return settle(wanted, up >= down ? .uplinkLoss : .downlinkLoss, loss)
        }
        bad = 0
        guard step != .nothing, loss < bounds[step.rawValue - 1] / 2 else {
            good = 0
            return nil
        }
        good += 1
        guard good >= Adviser.goodReports else { return nil }
        return settle(Step(rawValue: step.rawValue - 1) ?? .nothing, reason, loss)
    }

    /// What a peer reports may be any number.
    private static func percent(_ loss: Double?) -> Double {
        guard let loss, loss > 0 else { return 0 }
        return min(loss, 100)
    }

    private mutating func settle(_ newStep: Step, _ newReason: Advice.Reason, _ loss: Double) -> Advice {
        (step, bad, good) = (newStep, 0, 0)
        reason = newStep == .nothing ? .good : newReason
        var advice = usual
        advice.reason = reason
        advice.lossPercent = Int(loss.rounded())
        switch step {
        case .nothing: break
        case .light: advice.redundancy = true
        case .heavy: spare(&advice, bitrate: 16_000, packetMs: 40)
        case .least: spare(&advice, bitrate: 12_000, packetMs: 60)
        }
        current = step == .nothing ? nil : advice
        return advice
    }

    private func spare(_ advice: inout Advice, bitrate: Int, packetMs: Int) {
        advice.redundancy = true
        advice.maxBitrate = max(min(usual.maxBitrate, bitrate), bitrates.lowerBound)
        advice.packetMs = min(max(usual.packetMs, packetMs), longestMs)
    }
}
