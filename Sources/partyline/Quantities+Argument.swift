import ArgumentParser
import MediaTypes
import Profiles

// Quantities on the command line are written as in a profile: with their unit.

extension MediaTime: ExpressibleByArgument {
    public init?(argument: String) { self.init(written: argument) }
    public var defaultValueDescription: String { written }
}

extension Bitrate: ExpressibleByArgument {
    public init?(argument: String) { self.init(written: argument) }
    public var defaultValueDescription: String { written }
}

extension Decibels: ExpressibleByArgument {
    public init?(argument: String) { self.init(written: argument) }
}

extension Percentage {
    /// Reads a share of packets that are lost, as in "10%".
    @Sendable static func ofLoss(_ text: String) throws -> Percentage {
        guard text.hasSuffix("%"), let value = Float(text.dropLast()), (0...95).contains(value) else {
            throw ValidationError("a share is written in percent, 0% to 95%, as in 10%")
        }
        return Percentage(value)
    }
}
