import ArgumentParser
import Bench
import CLinux
import Calibration
import Doctor
import FoundationEssentials
import MediaLink
import Profiles

/// `partyline calibrate`: measures this very board, and writes the profile that it carries.
struct CalibrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibrate",
        abstract: "Measure this board for a minute and a half, and write the profile that it carries.",
        usage: "partyline calibrate [--name <name>] [--svg <file>] [--check | --dry-run] [<options>]",
        discussion: """
            Measures decoding, encoding at each complexity, mixing, SRTP, sockets and timers, and works out for how many participants \
            half of a tick is enough. Needs no running server, and is truest where none runs. BUSY is the media thread's share of a \
            tick; WB-PESQ is how speech sounds, and 0.1 more is heard.

            EXAMPLES
              partyline calibrate
              partyline calibrate --name village-hall --svg load.svg
              partyline calibrate --dry-run --json | jq .choice.participants
              partyline calibrate --check        # some minutes more
            """)

    @Option(help: ArgumentHelp("The new profile's name (default: as the machine is called).", valueName: "name")) var name: String?
    @Option(help: ArgumentHelp("The profile that it extends (default: guessed by the board).", valueName: "name")) var from: String?
    @Option(help: "Participants who are heard at once in a room, all of whom talk all the time.") var talkers = 3
    @Option(help: "Participants for whom a room is planned.") var roomSize = 25
    @Option(help: "How long to measure, 5 to 160.") var seconds = 90
    @Option(help: ArgumentHelp("Also draw the load over participants, as SVG.", valueName: "file")) var svg: String?
    @Flag(help: "Replace a profile that is there, and keep the old one beside it, as .bak.") var force = false
    @Flag(help: "Write no profile, but show it.") var dryRun = false
    @Flag(help: "Compare the prediction with the engine bench, and write no profile; the exit code is 1 where they are 15% apart.")
    var check = false
    @Flag(help: "Tables only, as suits a reader's voice.") var noPlot = false
    @Option(help: ArgumentHelp("The configuration file, which names the admin's own profiles.", valueName: "file")) var config: String?
    @Flag(help: "Answer in JSON.") var json = false

    func validate() throws {
        guard (5...160).contains(seconds) else { throw ValidationError("--seconds is 5 to 160") }
        guard (1...10).contains(talkers) else { throw ValidationError("--talkers is 1 to 10") }
        guard (talkers + 1...500).contains(roomSize) else { throw ValidationError("--room-size is \(talkers + 1) to 500") }
    }

    func run() throws {
        let configuration = try ConfigurationFile.load(config)
        let cores = Int(clinux_usable_cores())
        let guess = BoardGuess.ofThisMachine(coreCount: cores)
        let store = ProfileChoice.store(configuration)
        let editor = ProfileEditor(store, running: ProfileChoice.usual(configuration))
        let title = title(shipped: (try? ProfileStore(directories: ConfigurationFile.shippedProfiles).names()) ?? [])
        let origin = ProfileTitle(from ?? guess.profile)
        // All that can be refused is refused before anybody waits.
        let settings = try settings(origin, title, store)
        if writes { try checkFree(title, editor) }
        try checkPicture()
        let doctor = Doctor(machine: MachineFolder(), environment: ProcessInfo.processInfo.environment)
        let before = doctor.measuringFindings(server: configuration.adminSocket)
        // There is still time to do something about it.
        if !json { CalibrationView.warnings(before.map(CalibrationWarning.init)).forEach(Terminal.say) }
        let findings = try measure(settings)
        // What is only found out at work: heat, and a supply that gives way.
        let after = doctor.measuringFindings(server: nil).filter { !before.contains($0) }
        let machine = "\(doctor.machineName ?? "a machine"), \(Figures.count(cores, "core"))"
        var result = try result(findings, machine, warnings: before + after)
        let profile = CalibratedProfile(result: result, name: title.name, origin: origin.description)
        if let svg { try Data(LoadChart(result: result).svg.utf8).write(to: URL(filePath: svg), options: .atomic) }
        if check { result.trials = trials(findings, settings, result.choice.complexity) }
        if writes { result.file = try editor.write(title, profile.text, replacing: force) }
        if json { try JSONOutput.say(result) } else { say(result, profile, configuration, title) }
        if result.trials?.allSatisfy(\.isHeld) == false { throw ExitStatus.failed }
    }

    private var writes: Bool { !dryRun && !check }

    /// A machine may be called as a profile is that came with Partyline.
    private func title(shipped: [String]) -> ProfileTitle {
        if let name { return ProfileTitle(name) }
        let title = ProfileTitle.ofMachine(Surroundings.ofProcess(environment: ProcessInfo.processInfo.environment).hostName)
        return shipped.contains(title.name) ? ProfileTitle("\(title.name)-measured") : title
    }

    /// What the engine is measured with.
    private func settings(_ origin: ProfileTitle, _ title: ProfileTitle, _ store: ProfileStore) throws -> BenchSettings {
        guard title.layer == .board, origin.layer == .board else {
            throw CalibrationRefusal("a board is measured, not a line: name a profile without links/")
        }
        guard title.name != origin.name else {
            throw CalibrationRefusal(
                "a profile cannot extend itself: name another with --from, such as \(BoardGuess.ofThisMachine(coreCount: 1).profile)")
        }
        let profile = try store.load(origin).profile
        guard profile.mix.tick == .milliseconds(20) else {
            throw CalibrationRefusal("\(origin) has mix.tick 10ms, and is measured with 20ms only: name another with --from")
        }
        var settings = BenchSettings()
        settings.media = MediaSettings(profile)
        return settings
    }

    private func checkFree(_ title: ProfileTitle, _ editor: ProfileEditor) throws {
        do {
            try editor.checkFree(title, replacing: force)
        } catch .exists(let file) {
            // Whether --force would do it tells the same question once more.
            guard (try? editor.checkFree(title, replacing: true)) != nil else { throw ProfileError.exists(file: file) }
            throw CalibrationRefusal(
                "\(file): is there already; measure it anew with --force, which keeps the old one as .bak, or choose another --name")
        }
    }

    private func checkPicture() throws {
        guard let svg else { return }
        let folder = URL(filePath: svg).deletingLastPathComponent().path
        guard FileManager.default.isWritableFile(atPath: folder) else {
            throw CalibrationRefusal("\(svg): the folder \(folder) is not there, or cannot be written to; name another file with --svg")
        }
    }

    private func measure(_ settings: BenchSettings) throws -> Survey.Findings {
        var line = ProgressLine("measuring")
        defer { line.end() }
        return try Survey(settings, seconds: Double(seconds)).run { progress in
            line.show(progress.share, detail: "\(Figures.duration(progress.secondsLeft)) left: \(progress.part)")
        }
    }

    private func trials(_ findings: Survey.Findings, _ settings: BenchSettings, _ complexity: Int) -> [EngineTrial] {
        var line = ProgressLine("checking")
        defer { line.end() }
        return EngineTrial.all(findings, settings, complexity: complexity) { line.show($0, detail: $1) }
    }

    private func result(_ findings: Survey.Findings, _ machine: String, warnings: [Finding]) throws -> CalibrationResult {
        let capacities = Capacity.all(findings.board, talkers: talkers, roomSize: roomSize)
        guard let choice = SpeechQuality.choice(among: capacities) else {
            throw CalibrationRefusal(
                "this machine does not carry a single participant in half of a tick: an encode takes "
                    + "\(Figures.ms((findings.board.costs.encode.first ?? 0) / 1_000)); stop other programs, and see what partyline doctor finds"
            )
        }
        return CalibrationResult(
            machine: machine, day: Date.now.formatted(.iso8601.year().month().day()), board: findings.board, turns: findings.turns,
            seconds: findings.seconds, capacities: capacities, choice: choice, talkers: talkers, roomSize: roomSize,
            warnings: warnings.map(CalibrationWarning.init) + CalibrationWarning.of(findings))
    }

    private func say(
        _ result: CalibrationResult, _ profile: CalibratedProfile, _ configuration: ServiceConfiguration, _ title: ProfileTitle
    ) {
        let columns = noPlot || !Terminal.isWatched ? nil : min(Terminal.size.columns, 100)
        CalibrationView.lines(result, plotColumns: columns).forEach(Terminal.say)
        if let trials = result.trials { ([""] + CalibrationView.trials(trials)).forEach(Terminal.say) }
        if dryRun { Terminal.say("\nNothing is written. The profile would be:\n\n\(profile.text)") }
        if let svg { Terminal.say("\(svg) is drawn") }
        guard let file = result.file else { return }
        let option = config.map { " --config \($0)" } ?? ""
        Terminal.say(
            "\(file) is written: it admits \(Figures.count(result.limits.participants, "participant")) "
                + "in \(Figures.count(result.limits.rooms, "room"))"
        )
        guard configuration.profile == title.name else { return Terminal.say("Next:\n  partyline profile use \(title.name)\(option)") }
        Terminal.say("It is the one that partyline.yaml names.")
        let running = try? ProfileNotice.reload(configuration)
        running.map { ProfileNotice.lines($0, configuration) }?.forEach(Terminal.say)
    }
}

/// Why nothing is measured, and what to do instead.
private struct CalibrationRefusal: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
