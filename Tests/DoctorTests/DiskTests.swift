import Foundation
import Testing

@testable import Doctor

@Suite struct DiskTests {
    private func check(_ folder: String) -> Finding { DiskCheck(folder: folder, key: "state_directory").finding() }

    @Test func aFolderThatCanBeWrittenIsGoodAndStaysAsItWas() throws {
        let machine = try PreparedMachine(["state/rooms": "x"])
        let finding = check(machine("state"))
        // Whatever the disk of this machine has free.
        #expect(finding.found.contains("MB free") || finding.found.contains("GB free"), "\(finding.found)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: machine("state")) == ["rooms"])
    }

    @Test func aFolderThatIsYetToBeMadeIsLookedForAbove() throws {
        let machine = try PreparedMachine()
        #expect(check(machine("some/where/state")).found.hasPrefix("state_directory \(machine("some/where/state"))"))
        #expect(check(machine("some/where/state")).level != .problem || check(machine.path).level == .problem)
        #expect(try FileManager.default.contentsOfDirectory(atPath: machine.path).isEmpty)
    }

    @Test func aFileInTheWayIsAProblem() throws {
        let machine = try PreparedMachine(["state": "a file"])
        for folder in [machine("state"), machine("state/rooms")] {
            let finding = check(folder)
            #expect(finding.level == .problem)
            #expect(finding.found.contains("cannot be written"))
            #expect(finding.remedy?.contains("state_directory") == true)
        }
    }

    /// Nobody can write there, root neither.
    @Test func aFolderThatRefusesIsAProblem() {
        let finding = check("/proc/self")
        #expect(finding.level == .problem)
        #expect(finding.found.hasPrefix("state_directory /proc/self cannot be written: "))
    }

    @Test(arguments: [(50_000, Finding.Level.good, "50 GB"), (900, .good, "900 MB"), (150, .hint, "150 MB"), (5, .problem, "5 MB")])
    func spaceCounts(freeMB: Int, level: Finding.Level, said: String) {
        let finding = DiskCheck(folder: "/state", key: "state_directory").spaceFinding(freeMB: freeMB)
        #expect(finding.level == level)
        #expect(finding.found.contains("\(said) free"))
        #expect((finding.remedy == nil) == (level == .good))
    }
}
