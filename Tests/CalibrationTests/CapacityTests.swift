import Calibration
import Testing

@Suite struct CapacityTests {
    private static func capacity(_ board: Board, complexity: Int = 0, talkers: Int = 3, roomSize: Int = 25) -> Capacity {
        Capacity(board, complexity: complexity, talkers: talkers, roomSize: roomSize)
    }

    @Test(arguments: [0, 4, 10]) func oneMoreWouldNotFit(complexity: Int) {
        let board = MadeUpBoard.board()
        let capacity = Self.capacity(board, complexity: complexity)
        let rooms = { (participants: Int) in (participants + 24) / 25 }
        let busy = { (participants: Int) in
            board.busyTime(Attendance(participants: participants, rooms: rooms(participants), complexity: complexity))
        }
        #expect(busy(capacity.participants) <= 10_000)
        #expect(busy(capacity.participants + 1) > 10_000)
        #expect(capacity.rooms == rooms(capacity.participants))
        #expect(capacity.bound == .computing)
        #expect(capacity.quietParticipants > capacity.participants)
    }

    @Test func dearerEncodesLeaveFewerParticipants() {
        let found = Capacity.all(MadeUpBoard.board()).map(\.participants)
        #expect(found.count == 11)
        #expect(found == found.sorted(by: >))
        #expect(found[0] > found[10])
    }

    @Test func twoCoresCarryMoreThanOneAndLessThanTwice() {
        let costs = MadeUpBoard.costs(times: 3)
        let one = Self.capacity(MadeUpBoard.board(costs: costs)).participants
        let two = Self.capacity(MadeUpBoard.board(costs: costs, cores: 2)).participants
        #expect(two > one)
        #expect(two < 2 * one)
    }

    /// Late by 8 ms: 15 - 8 are left.
    @Test func lateTimersTakeOfThePlan() {
        let late = Board.Lateness(median: 0.1, p99: 1, p999: 8, max: 20)
        #expect(Capacity.plannedTime(late) == 7_000)
        #expect(Capacity.plannedTime(MadeUpBoard.punctual) == 10_000)
        let capacity = Self.capacity(MadeUpBoard.board(lateness: late))
        #expect(capacity.bound == .lateness)
        #expect(capacity.participants < Self.capacity(MadeUpBoard.board()).participants)
    }

    @Test func hopelessTimersLeaveATenth() {
        #expect(Capacity.plannedTime(.init(median: 50, p99: 90, p999: 100, max: 1_000)) == 2_000)
    }

    /// 100 kB each, and half of the memory.
    @Test func littleMemoryBounds() {
        let capacity = Self.capacity(MadeUpBoard.board(availableBytes: 20_000_000))
        #expect(capacity.participants == 100)
        #expect(capacity.quietParticipants == 100)
        #expect(capacity.rooms == 4)
        #expect(capacity.bound == .memory)
    }

    @Test func costsOfNothingAreBoundByTheProgram() {
        let capacity = Self.capacity(MadeUpBoard.board(costs: MadeUpBoard.costs(times: 0)), roomSize: 1)
        #expect(capacity.participants == 2_000)
        #expect(capacity.rooms == 1_000)
        #expect(capacity.bound == .program)
    }

    @Test(arguments: [1e6, 1e300, .infinity, .nan]) func enormousCostsAreBorneForNobody(factor: Double) {
        let board = MadeUpBoard.board(costs: MadeUpBoard.costs(times: factor))
        #expect(Self.capacity(board).participants == 0)
        #expect(SpeechQuality.choice(among: Capacity.all(board)) == nil)
    }

    @Test(arguments: [Int.min, -1, 0]) func memoryThatIsNotKnownCarriesNobody(bytes: Int) {
        #expect(Self.capacity(MadeUpBoard.board(availableBytes: bytes)).participants == 0)
    }
}

@Suite struct ChoiceTests {
    /// Complexities that carry so many.
    private static func choice(_ participants: [Int]) -> Int? {
        let found = participants.enumerated().map { complexity, participants in
            var capacity = Capacity(MadeUpBoard.board(), complexity: complexity, talkers: 3, roomSize: 25)
            capacity.participants = participants
            return capacity
        }
        return SpeechQuality.choice(among: found)?.complexity
    }

    @Test func whereNothingIsLostTheCheapestOfTheBestIsTaken() {
        #expect(Self.choice([Int](repeating: 2_000, count: 11)) == 8)
    }

    @Test func theStepThatIsHeardIsTakenForAQuarterOfTheParticipants() {
        #expect(Self.choice([400, 390, 350, 330, 300, 300, 200, 200, 150, 120, 120]) == 4)
    }

    @Test func halfOfTheParticipantsAreNotGivenForWhatIsHardlyHeard() {
        #expect(Self.choice([400, 200, 200, 200, 120, 120, 60, 60, 30, 30, 30]) == 0)
    }

    @Test func whatCarriesNobodyIsNotChosen() {
        #expect(Self.choice([10, 9, 8, 7, 0, 0, 0, 0, 0, 0, 0]) == 0)
        #expect(Self.choice([Int](repeating: 0, count: 11)) == nil)
    }
}
