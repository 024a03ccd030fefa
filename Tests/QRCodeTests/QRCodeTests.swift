import QRCode
import Testing

@Suite struct QRCodeTests {
    private static let finder = ["#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"]

    @Test func threeCornersHoldTheSquaresThatReadersLookFor() throws {
        let code = try #require(QRCode("https://box.example.org:8443/r/kitchen"))
        for (top, left) in [(0, 0), (0, code.side - 7), (code.side - 7, 0)] {
            let drawn = (0..<7).map { row in String((0..<7).map { code.isDark(row: top + row, column: left + $0) ? "#" : "." as Character }) }
            #expect(drawn == Self.finder)
        }
    }

    @Test func theSizeIsOneOfTheStandards() throws {
        let code = try #require(QRCode("https://box.example.org:8443/r/kitchen"))
        #expect(code.side >= 21 && (code.side - 21) % 4 == 0)
    }

    @Test func linesShowWhatTheModulesSay() throws {
        let code = try #require(QRCode("partyline"))
        let lines = code.lines(isColoured: false).map(Array.init)
        let darkAbove: Set<Character> = [" ", "\u{2584}"]
        let darkBelow: Set<Character> = [" ", "\u{2580}"]
        for row in 0..<code.side {
            for column in 0..<code.side {
                let character = lines[(row + 4) / 2][column + 4]
                #expect((row.isMultiple(of: 2) ? darkAbove : darkBelow).contains(character) == code.isDark(row: row, column: column))
            }
        }
    }

    @Test func aQuietZoneGoesAllAround() throws {
        let lines = try #require(QRCode("partyline")).lines(isColoured: false)
        #expect(lines[0].allSatisfy { $0 == "\u{2588}" } && lines[1].allSatisfy { $0 == "\u{2588}" })
        #expect(lines.allSatisfy { $0.hasPrefix("\u{2588}\u{2588}\u{2588}\u{2588}") && $0.hasSuffix("\u{2588}\u{2588}\u{2588}\u{2588}") })
    }

    @Test func whatFitsInNoCodeMakesNone() {
        #expect(QRCode("") == nil)
        #expect(QRCode(String(repeating: "x", count: 5_000)) == nil)
    }
}
