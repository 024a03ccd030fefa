import AudioFiles
import MediaTypes

/// What a recording has to be so that it can stand in for a prompt.
enum RecordingRules {
    /// Nobody listens longer; the help text lasts 17 s.
    static var longestSeconds: Double { 30 }
    /// A slip of the record button; the shortest word lasts 0.4 s.
    static var shortestSeconds: Double { 0.2 }
    /// Below this it is more noise than speech once it has been brought to the common level.
    /// - Units: dBFS of active speech
    static var quietest: Float { -43 }
    /// A few overs sound like nothing; from here on it crackles.
    static var clippedSamples: Int { 20 }
    /// Full scale is left free for what the resampler adds.
    /// - Units: dBFS
    static var highestPeak: Float { -1 }

    /// - Parameter file: as the error is to name it
    static func check(_ clip: AudioClip, file: String) throws(PromptError) {
        guard clip.seconds <= longestSeconds else { throw .tooLong(file: file, seconds: clip.seconds) }
        guard clip.seconds >= shortestSeconds else { throw .tooShort(file: file, seconds: clip.seconds) }
        let level = SpeechLevel(of: clip.samples, sampleRate: clip.sampleRate)
        guard level.active.value >= quietest else { throw .tooQuiet(file: file, level: Double(level.active.value)) }
        guard level.clippedSamples < clippedSamples else { throw .clipped(file: file, samples: level.clippedSamples) }
    }

    /// The clip as loud as the prompt that it replaces, as far as its peaks allow.
    /// - Units: level in dBFS of active speech
    static func brought(_ clip: AudioClip, to level: Float) -> AudioClip {
        let measured = SpeechLevel(of: clip.samples, sampleRate: clip.sampleRate)
        let gain = min(Decibels(level) - measured.active, Decibels(highestPeak) - measured.peak).amplitude
        return AudioClip(samples: clip.samples.map { $0 * gain }, sampleRate: clip.sampleRate)
    }
}
