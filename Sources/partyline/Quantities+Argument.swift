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
