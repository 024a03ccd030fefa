import MediaTypes

// Quantities as an admin writes them, for whoever takes them from somewhere else than a file: the command line does.

extension MediaTime {
    /// Reads `20ms`, `1.5s` or `250us`.
    public init?(written text: String) {
        guard let time = ValueFormat.time.parse(text) else { return nil }
        self = time
    }

    /// As `init(written:)` reads it.
    public var written: String { ValueFormat.time.write(self) }
}

extension Bitrate {
    /// Reads `24kbit/s`, `6000bit/s` or `1Mbit/s`.
    public init?(written text: String) {
        guard let bitrate = ValueFormat.bitrate.parse(text) else { return nil }
        self = bitrate
    }

    /// As `init(written:)` reads it.
    public var written: String { ValueFormat.bitrate.write(self) }
}

extension Decibels {
    /// Reads a gain: `-6dB` or `3.5dB`.
    public init?(written text: String) {
        guard let gain = ValueFormat.gain.parse(text) else { return nil }
        self = gain
    }
}
