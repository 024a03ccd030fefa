import Testing

@testable import Doctor

/// Supply, throttling and heat.
@Suite struct PowerTests {
    private func power(_ word: String, in folder: String = "soc/soc:firmware") throws -> [Finding] {
        let machine = try PreparedMachine(["sys/devices/platform/\(folder)/get_throttled": word + "\n"])
        return PowerCheck(machine: machine.folder).findings()
    }

    @Test func aBoardThatWasNeverShortIsGood() throws { #expect(try power("0").map(\.level) == [.good]) }

    @Test func whatIsNowIsAProblem() throws {
        let findings = try power("50005")
        #expect(findings.map(\.level) == [.problem, .problem])
        #expect(findings.map(\.found) == ["now: the supply gives too little voltage", "now: the board is throttled"])
        #expect(findings.first?.remedy?.contains("supply made for the board") == true)
    }

    @Test func whatWasIsAHint() throws {
        let findings = try power("0xa0000")
        #expect(findings.map(\.level) == [.hint, .hint])
        #expect(findings.map(\.found) == [
            "since the last start: the clock of the cores was held down", "since the last start: the board was so hot that it slowed down",
        ])
    }

    @Test func newerBoardsCallTheirFirmwareByAnAddress() throws {
        #expect(try power("1", in: "soc@107c000000/soc@107c000000:firmware").map(\.level) == [.problem])
    }

    @Test func aBoardThatDoesNotTellHasNoFinding() throws {
        #expect(try PowerCheck(machine: PreparedMachine().folder).findings().isEmpty)
        #expect(try power("who knows").isEmpty)
    }

    @Test(arguments: [(45_000, Finding.Level.good), (72_500, .hint), (80_000, .problem), (91_000, .problem)])
    func heatCountsAtTheHottestPlace(milliDegrees: Int, level: Finding.Level) throws {
        let machine = try PreparedMachine([
            "sys/class/thermal/thermal_zone0/temp": "40000\n", "sys/class/thermal/thermal_zone1/temp": "\(milliDegrees)\n",
            "sys/class/thermal/cooling_device0/temp": "99000\n",
        ])
        let finding = try #require(HeatCheck(machine: machine.folder).finding())
        #expect(finding.level == level)
        #expect(finding.found.hasPrefix("\(milliDegrees / 1_000) degrees"))
    }

    @Test func withoutAThermometerThereIsNoFinding() throws { #expect(try HeatCheck(machine: PreparedMachine().folder).finding() == nil) }
}
