/// Ours. A hostile archive says little and means gigabytes.
enum BackupLimits {
    /// Of all files together, unpacked: two languages of own recordings fit several times. It is held in memory.
    static let totalBytes = 128 << 20
    /// Of one recording: 30 s at 48 kHz in 16 bit have 2.9 MB, in float twice that.
    static let recordingBytes = 8 << 20
    /// Of anything else; as for every YAML file of ours.
    static let textBytes = 65_536
    /// A thousand rooms, and as much again of everything else.
    static let entries = 4_096
}
