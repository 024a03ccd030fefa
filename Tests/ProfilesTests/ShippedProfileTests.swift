import Profiles
import Testing

/// What a board can compute in a tick, as the comment in its profile has it.
struct Board: Sendable, CustomTestStringConvertible {
    let profile: String
    let coreCount: Double
    let gigahertz: Double
    /// Estimated.
    let instructionsPerCycle: Double
    var testDescription: String { profile }

    static let all = [
        Board(profile: "pi-zero-2w", coreCount: 4, gigahertz: 1.0, instructionsPerCycle: 0.8),
        Board(profile: "pi-3", coreCount: 4, gigahertz: 1.4, instructionsPerCycle: 0.8),
        Board(profile: "pi-4", coreCount: 4, gigahertz: 1.5, instructionsPerCycle: 1.3),
        Board(profile: "pi-5", coreCount: 4, gigahertz: 2.4, instructionsPerCycle: 2.0),
    ]

    /// aarch64 instructions of the engine for a participant who sends noise (Tools/arm-check), and for its datagrams (estimated).
    static let perParticipant = 71_400.0 + 30_000

    /// aarch64 instructions of the engine for each encoder of a room (Tools/arm-check): a quarter of a room with three talkers at
    /// complexity 4, and at others in the ratio of the encodes.
    static func perEncoder(complexity: Int) -> Double {
        let encode = switch complexity {
        case 0: 441.0
        case 1...3: 619.0
        case 4, 5: 889.0
        case 6, 7: 1_127.0
        default: 1_625.0
        }
        return 3_840_000 / 4 * encode / 889
    }
}

@Suite struct ShippedProfileTests {
    private let store = ProfileStore(directories: ["\(sourceRoot)/Profiles"])

    @Test func allAreThereAndLoad() throws {
        #expect(try store.names() == ["base", "pi-3", "pi-4", "pi-5", "pi-zero-2w", "small-server"])
        #expect(try store.summaries().flatMap(\.problems) == [])
    }

    @Test func baseSaysEveryDefaultAloud() throws {
        let base = try store.load("base")
        #expect(base.profile == Profile())
        #expect(base.origins.filter { $0.value == .builtIn }.isEmpty)
    }

    @Test(arguments: Board.all) func aBoardIsPlannedAtHalfItsPower(board: Board) throws {
        let profile = try store.load(board.profile).profile
        let available = board.coreCount * board.gigahertz * 1e9 * board.instructionsPerCycle * profile.mix.tick.seconds
        let perRoom = Double(profile.mix.talkers + 1) * Board.perEncoder(complexity: profile.opus.complexity)
        let load = (Double(profile.limits.participants) * Board.perParticipant + Double(profile.limits.rooms) * perRoom) / available
        #expect(load <= 0.5)
        #expect(load > 0.35, "a limit far below what the board carries keeps people out")
    }

    @Test func theSmallServerIsPlannedAtHalfItsPower() throws {
        let profile = try store.load("small-server").profile
        let microseconds = Double(profile.limits.participants) * 38.75 + Double(profile.limits.rooms * (profile.mix.talkers + 1)) * 160
        #expect(microseconds <= 20_000)
        #expect(microseconds > 14_000)
    }

    @Test func boardsChangeOnlyWhatDependsOnTheBoard() throws {
        let base = try store.load("base")
        for name in try store.names() {
            let changed = LoadedProfile.differences(between: base, and: try store.load(name)).map(\.key)
            #expect(Set(changed).isSubset(of: ["mix.talkers", "opus.complexity", "limits.participants", "limits.rooms"]), "\(name)")
        }
    }

    /// What each line carries up, and how many bits a participant may take of it, in kbit/s.
    @Test(arguments: [("gsm-edge", 24), ("dsl-1000", 25), ("dsl-6000", 36), ("lte", 40), ("satellite", 32), ("lan", 64)])
    func aLineTakesNoMoreThanItsCommentSays(name: String, mostKilobits: Int64) throws {
        for board in try store.names() {
            let profile = try store.load(.named(board), link: .named(name)).profile
            #expect(WireRate(profile).bitsPerSecond <= mostKilobits * 1_000)
        }
    }

    @Test func allLinesAreThereAndFitEveryBoard() throws {
        let names = ["dsl-1000", "dsl-6000", "gsm-edge", "lan", "lte", "satellite"]
        #expect(try store.names(.link) == names)
        for board in try store.names() { #expect(try store.linked(.named(board)).keys.sorted() == names) }
    }
}
