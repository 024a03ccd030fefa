import AudioFiles
import Foundation
import Profiles
import Testing

@testable import Backup

private let sourceRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

/// A box whose files all lie in one folder, as after `partyline init --config`.
struct TestBox {
    let folder: Scratch
    static let surroundings = Surroundings(environment: ["HOME": "/nowhere"], isRoot: false)
    static let head = "state_directory: state\nrun_directory: run\nprofiles_directory: profiles\n"

    /// - Parameter configuration: further lines; nil for a box without any
    init(_ configuration: String? = "") throws {
        folder = try Scratch()
        if let configuration { try folder.write("partyline.yaml", Self.head + configuration, mode: 0o644) }
    }

    /// One with everything that a backup can hold.
    static func full() throws -> TestBox {
        let box = try TestBox(
            """
            profile: village-hall
            trunks: { home: { server: fritz.box, user: "620", password_file: home.secret } }
            web: { certificate: /etc/ssl/certs/elsewhere.pem, key: /etc/ssl/private/elsewhere.pem }

            """)
        try box.folder.write("home.secret", "seven sheep\n", mode: 0o640)
        try box.folder.write("state/rooms/plenum.yaml", "name: plenum\npin: \"271828\"\nnumber: \"204\"\n")
        try box.folder.write("profiles/village-hall.yaml", "extends: pi-4\nmix.talkers: 4\n", mode: 0o644)
        try box.folder.write("profiles/links/our-dsl.yaml", "extends: dsl-6000\n", mode: 0o644)
        try box.folder.write("state/prompts/de/nothing", "")
        let tone = (0..<96_000).map { Float(0.3 * sin(Double($0) / 10)) }
        try AudioClip(samples: tone, sampleRate: 48_000).write(to: box.folder("state/prompts/de/greeting.wav"))
        return box
    }

    func configuration() throws -> ServiceConfiguration {
        try ServiceConfiguration.load(file: folder.has("partyline.yaml") ? folder("partyline.yaml") : nil, in: Self.surroundings)
    }

    func backup(withSecrets: Bool = false) throws -> (backup: Backup, omissions: [Backup.Omission]) {
        let source = Backup.Source(
            configurationFile: folder.has("partyline.yaml") ? folder("partyline.yaml") : nil, try configuration(),
            shippedProfiles: ["\(sourceRoot)/Profiles"], shippedPrompts: "\(sourceRoot)/Sources/Prompts/Shipped")
        return try Backup.collect(from: source, withSecrets: withSecrets, now: Date(timeIntervalSince1970: 1_700_000_000))
    }

    func restoration(of backup: Backup, force: Bool = false, elsewhere: Bool = false) throws(BackupError) -> Restoration {
        let target = Restoration.Target(
            configurationFile: folder("partyline.yaml"), in: Self.surroundings, shippedProfiles: ["\(sourceRoot)/Profiles"],
            shippedPrompts: "\(sourceRoot)/Sources/Prompts/Shipped")
        return try Restoration(backup, archive: "box.tar.gz", to: target, replacing: force, elsewhere: elsewhere)
    }
}

/// What a backup holds, and how its archive is read.
@Suite struct BackupTests {
    @Test func itHoldsWhatTheAdminHasMadeAndNoSecrets() throws {
        let (backup, omissions) = try TestBox.full().backup()
        #expect(
            backup.files.map(\.entry.name) == [
                "partyline.yaml", "rooms/plenum.yaml", "profiles/village-hall.yaml", "profiles/links/our-dsl.yaml", "prompts/de/greeting.wav",
            ])
        #expect(omissions.map(\.isProblem) == [false, false, false])
        #expect(omissions.contains { $0.file.hasSuffix("home.secret") && $0.why.contains("--with-secrets") })
        #expect(
            !String(decoding: TarArchive.write(backup.files.map { .init(name: $0.entry.name, bytes: $0.bytes) }, time: 0), as: UTF8.self).contains(
                "seven sheep"))
    }

    @Test func secretsAreInItWhenTheyAreAskedFor() throws {
        let (backup, omissions) = try TestBox.full().backup(withSecrets: true)
        #expect(backup.files.last?.entry == .named("trunks.home.password_file"))
        #expect(backup.files.last?.bytes == Array("seven sheep\n".utf8))
        #expect(omissions.map(\.file) == ["/etc/ssl/certs/elsewhere.pem", "/etc/ssl/private/elsewhere.pem"])
        #expect(omissions.allSatisfy { $0.why.contains("elsewhere") })
    }

    @Test func theKeyThatTheBoxHasMadeIsASecretToo() throws {
        let box = try TestBox()
        try box.folder.write("state/key.pem", "KEY")
        try box.folder.write("state/certificate.pem", "CERTIFICATE", mode: 0o644)
        #expect(try box.backup().backup.files.map(\.entry) == [.configuration])
        #expect(try box.backup(withSecrets: true).backup.files.map(\.entry.name) == ["partyline.yaml", "own/certificate.pem", "own/key.pem"])
    }

    @Test func whatIsWrongIsLeftOutAndNamed() throws {
        let box = try TestBox()
        try box.folder.write("state/rooms/plenum.yaml", "name: plenum\npin: \"1\"\n")
        try box.folder.write("profiles/mine.yaml", "mix.talkers: many\n")
        try box.folder.write("state/prompts/de/greeting.wav", "no sound")
        let (backup, omissions) = try box.backup()
        #expect(backup.files.map(\.entry) == [.configuration])
        #expect(omissions.map(\.isProblem) == [true, true, true])
        #expect(omissions.contains { $0.why.contains("plenum.yaml:2:6") } && omissions.contains { $0.why.contains("mine.yaml:1:14") })
    }

    @Test func aBoxWithoutAnythingHasNothingToKeep() throws {
        let folder = try Scratch()
        let source = Backup.Source(
            configurationFile: nil, try ServiceConfiguration.load(file: nil, in: Surroundings(environment: ["HOME": folder.path], isRoot: false)),
            shippedProfiles: [], shippedPrompts: "\(sourceRoot)/Sources/Prompts/Shipped")
        #expect(throws: BackupError.nothingToKeep(configuration: "partyline.yaml")) { try Backup.collect(from: source, withSecrets: false) }
    }

    @Test func anArchiveReadsBackAsItWas() throws {
        let backup = try TestBox.full().backup(withSecrets: true).backup
        let read = try Backup(reading: backup.bytes(), archive: "box.tar.gz")
        #expect(read.manifest == backup.manifest)
        #expect(read.files.map(\.entry) == backup.files.map(\.entry) && read.files.map(\.bytes) == backup.files.map(\.bytes))
    }

    // MARK: hostile archives

    private static func archive(
        _ entries: [TarArchive.Entry], head: String? = "{\"format\":1,\"hasSecrets\":false,\"made\":\"2026-11-29T15:00:00Z\"}"
    ) -> [UInt8] {
        let first = head.map { [TarArchive.Entry(name: "partyline-backup.json", bytes: Array($0.utf8))] } ?? []
        return Gzip.pack(TarArchive.write(first + entries, time: 0))
    }

    private static func complaint(_ archive: [UInt8]) -> String {
        do throws(BackupError) {
            _ = try Backup(reading: archive, archive: "box.tar.gz")
            return "nothing"
        } catch {
            return error.description
        }
    }

    @Test(arguments: [
        "../partyline.yaml", "/etc/passwd", "rooms/../../etc/passwd", "rooms/.yaml", "rooms/Plenum.yaml", "rooms/plenum.yaml/", "rooms//plenum.yaml",
        "rooms/plenum.yaml.bak", "profiles/links/../x.yaml", "profiles/other/x.yaml", "prompts/fr/greeting.wav", "prompts/../greeting.wav",
        "prompts/..wav", "files/../home.secret", "files/.bashrc", "own/authorized_keys", "own/../key.pem", "admin.sock", "rooms/a\u{1B}[2J.yaml",
    ]) func aNameThatNoFileOfOursHasIsRefused(name: String) {
        let complaint = Self.complaint(Self.archive([.init(name: name, bytes: [])]))
        #expect(complaint.contains("a name that no file of ours has") && !complaint.contains("\u{1B}"), "\(complaint)")
    }

    @Test func twoFilesOfOneNameAreRefused() {
        let room = TarArchive.Entry(name: "rooms/plenum.yaml", bytes: Array("name: plenum\n".utf8))
        #expect(Self.complaint(Self.archive([room, room])).contains("holds rooms/plenum.yaml, and holds it twice"))
    }

    @Test func aFileThatIsTooLargeIsRefused() {
        let room = TarArchive.Entry(name: "rooms/plenum.yaml", bytes: [UInt8](repeating: 35, count: 65_537))
        #expect(Self.complaint(Self.archive([room])) == "box.tar.gz: rooms/plenum.yaml: more than 64 KiB, which no backup holds")
    }

    @Test func whatIsNoBackupIsCalledSo() {
        for bytes in [[], Array("#!/bin/sh".utf8), Gzip.pack(Array("a letter".utf8)), Self.archive([.init(name: "letter", bytes: [])], head: nil)] {
            #expect(Self.complaint(bytes).contains("is no backup of Partyline"), "\(Self.complaint(bytes))")
        }
    }

    @Test func aNewerFormatIsToldWhateverElseItSays() {
        let complaint = Self.complaint(Self.archive([.init(name: "whatever/else", bytes: [])], head: "{\"format\":2,\"made\":17}"))
        #expect(complaint.contains("was made by a newer Partyline (format 2, this one reads up to 1)"), "\(complaint)")
    }

    @Test func aBackupThatIsCutShortIsDamaged() throws {
        let archive = try TestBox.full().backup().backup.bytes()
        #expect(Self.complaint(archive.dropLast(100)).contains("damaged or cut short"))
    }
}
