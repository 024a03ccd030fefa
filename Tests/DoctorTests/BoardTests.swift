import Foundation
import Profiles
import Testing

@testable import Doctor

@Suite struct BoardTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private let store = ProfileStore(directories: [root.appending(path: "Profiles").path()])

    private func check(_ model: String?, cores: Int = 4, _ profile: String) throws -> Finding {
        BoardCheck(model: model, coreCount: cores, running: try store.load(profile), store: store).finding()
    }

    @Test(arguments: [
        ("Raspberry Pi Zero 2 W Rev 1.0", "pi-zero-2w"), ("Raspberry Pi 3 Model B Plus Rev 1.3", "pi-3"),
        ("Raspberry Pi Compute Module 3 Plus Rev 1.0", "pi-3"),
        ("Raspberry Pi 4 Model B Rev 1.1", "pi-4"), ("Raspberry Pi 400 Rev 1.0", "pi-4"), ("Raspberry Pi Compute Module 4 Rev 1.0", "pi-4"),
        ("Raspberry Pi 5 Model B Rev 1.0", "pi-5"), ("Raspberry Pi 500 Rev 1.0", "pi-5"),
    ])
    func eachBoardCarriesItsOwnProfile(model: String, profile: String) throws {
        let finding = try check(model, profile)
        #expect(finding.level == .good, "\(finding.found)")
        #expect(finding.found.hasPrefix("\(model), 4 cores: \(profile) admits "))
    }

    @Test func aSmallBoardWithALargeProfileIsAProblem() throws {
        let finding = try check("Raspberry Pi Zero 2 W Rev 1.0", "pi-5")
        #expect(finding.level == .problem)
        #expect(finding.found.contains("reckoned to carry 120 participants in 4 rooms"))
        #expect(finding.remedy?.hasPrefix("partyline profile use pi-zero-2w") == true)
    }

    @Test func aLittleMoreThanReckonedIsAHint() throws {
        #expect(try check("Raspberry Pi Zero 2 W Rev 1.0", "pi-3").level == .hint)
        #expect(try check("Raspberry Pi Zero 2 W Rev 1.0", "base").level == .hint)
    }

    @Test func fewerCoresCarryLess() throws {
        let finding = try check("Raspberry Pi 4 Model B Rev 1.1", cores: 2, "pi-4")
        #expect(finding.level == .hint)
        #expect(finding.found.contains("2 cores") && finding.found.contains("reckoned to carry 150 participants in 5 rooms"))
        #expect(try check(nil, cores: 1, "small-server").level == .hint)
    }

    @Test func aMachineWithoutADeviceTreeIsAServer() throws {
        #expect(try check(nil, cores: 2, "small-server").level == .good)
        #expect(try check(nil, cores: 8, "small-server").level == .good)
    }

    @Test func aHarderWorkingEncoderThanReckonedIsAHint() throws {
        let machine = try PreparedMachine(["eager.yaml": "extends: pi-4\nopus: { complexity: 9 }\n"])
        let both = ProfileStore(directories: [machine.path] + store.directories)
        let finding = BoardCheck(model: "Raspberry Pi 4 Model B Rev 1.1", coreCount: 4, running: try both.load("eager"), store: both).finding()
        #expect(finding.level == .hint)
        #expect(finding.remedy?.contains("opus.complexity=4") == true)
    }

    @Test(arguments: ["Orange Pi 5", "Raspberry Pi 2 Model B Rev 1.1"]) func aBoardThatNobodyReckonedIsToBeMeasured(model: String) throws {
        let finding = try check(model, "base")
        #expect(finding.level == .hint)
        #expect(finding.remedy?.contains("partyline calibrate") == true)
    }
}
