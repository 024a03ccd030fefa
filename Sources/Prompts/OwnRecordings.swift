import AudioFiles
import Glibc

/// An admin's own recordings, which are said instead of the prompts that came with Partyline: WAV files in a folder of the state
/// directory, `en/ask.pin.wav` for a prompt that is spoken, `sound.entered.wav` for a sound.
struct OwnRecordings: Sendable {
    let folder: String

    /// Recordings are kept at the highest rate that the box mixes at; each start brings them to the rate in force.
    /// - Units: Hz
    private static var keptRate: Int { 48_000 }

    /// Where the recording of a prompt lies, if there is one.
    func path(_ entry: PromptIndex.Entry) -> String { "\(directory(entry))/\(entry.key).wav" }

    func has(_ entry: PromptIndex.Entry) -> Bool { unsafe access(path(entry), F_OK) == 0 }

    /// The recording, as loud as the prompt that it replaces.
    func load(_ entry: PromptIndex.Entry, rate: Int) throws -> AudioClip {
        try checked(path(entry), rate: rate, level: entry.level)
    }

    /// Puts a recording in place, whole or not at all.
    /// - Parameter file: a WAV file of any rate
    /// - Returns: as it will be heard
    func replace(_ entry: PromptIndex.Entry, with file: String) throws -> AudioClip {
        let clip = try checked(file, rate: Self.keptRate, level: entry.level)
        try makeFolders(entry)
        let draft = "\(directory(entry))/.\(entry.key).draft"
        try clip.write(to: draft)
        guard unsafe sync(draft) && rename(draft, path(entry)) == 0 else {
            let why = unsafe String(cString: strerror(errno))
            unsafe unlink(draft)
            throw PromptError.notKept(file: path(entry), why: "cannot be replaced: \(why)")
        }
        return clip
    }

    /// - Returns: false when there was none
    func remove(_ entry: PromptIndex.Entry) throws(PromptError) -> Bool {
        if unsafe unlink(path(entry)) == 0 { return true }
        if errno == ENOENT { return false }
        throw .notKept(file: path(entry), why: unsafe "cannot be removed: \(String(cString: strerror(errno)))")
    }

    private func checked(_ file: String, rate: Int, level: Float) throws -> AudioClip {
        let clip = try AudioClip(reading: file, rate: rate)
        try RecordingRules.check(clip, file: file)
        return RecordingRules.brought(clip, to: level)
    }

    private func directory(_ entry: PromptIndex.Entry) -> String { entry.language.map { "\(folder)/\($0.rawValue)" } ?? folder }

    /// For their owner only, as all in the state directory.
    private func makeFolders(_ entry: PromptIndex.Entry) throws(PromptError) {
        let parts = directory(entry).split(separator: "/")
        for count in 1...max(parts.count, 1) {
            let path = (folder.hasPrefix("/") ? "/" : "") + parts.prefix(count).joined(separator: "/")
            if unsafe mkdir(path, 0o700) != 0, errno != EEXIST {
                throw .notKept(file: path, why: unsafe "cannot be made: \(String(cString: strerror(errno)))")
            }
        }
    }

    /// So that the name never stands for a file whose content a power cut took.
    private func sync(_ path: String) -> Bool {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }
}
