import CLinux
import MediaIO
import MediaLink
import MediaTypes
import Testing

@Suite(.serialized) struct CallPortTests {
    /// Ports that other programs and the system's own choice (32768 and up) keep clear of.
    private static func start(_ range: ClosedRange<UInt16>? = 20_000...20_999, configure: (inout MediaSettings) -> Void = { _ in }) throws -> MediaService {
        var settings = MediaSettings()
        configure(&settings)
        return try MediaService.start(settings: settings, address: TransportAddress(ipv4: 0x7F00_0001, port: 0), workerCount: 0, callPorts: range)
    }

    @Test func aPairIsAnEvenPortAndTheOneAbove() throws {
        let media = try Self.start()
        let pair = try media.reservePort()
        #expect(pair.port % 2 == 0 && (20_000...20_998).contains(pair.port))
        // Both are the box's now.
        #expect(Telephone(port: pair.port) == nil)
        #expect(Telephone(port: pair.port + 1) == nil)
    }

    @Test func portsOfOtherProgramsAreLeftOut() throws {
        let media = try Self.start(21_001...21_006)
        // Of the pairs 21002 and 21004 one is taken by its upper port; 21006 has none above.
        let other = try #require(Telephone(port: 21_003))
        let pair = try media.reservePort()
        #expect(pair.port == 21_004)
        #expect(throws: MediaError.noPort(21_001...21_006)) { try media.reservePort() }
        withExtendedLifetime(other) {}
        #expect(Telephone(port: 21_002) != nil)
    }

    @Test func withoutARangeThereAreNone() throws {
        let media = try Self.start(nil)
        #expect(throws: MediaError.noPort(nil)) { try media.reservePort() }
    }

    @Test func aReleasedPairIsFree() throws {
        let media = try Self.start(21_100...21_101)
        for _ in 0..<3 {
            let pair = try media.reservePort()
            #expect(pair.port == 21_100)
            #expect(throws: MediaError.self) { try media.reservePort() }
            media.releasePort(pair)
        }
        #expect(Telephone(port: 21_100) != nil)
    }

    @Test func thePairOfALegIsFreeWhenItHasLeftAndNotBefore() throws {
        let media = try Self.start(21_200...21_201)
        let caller = try #require(Telephone())
        let pair = try media.reservePort()
        let place = try media.add(caller.spec(port: pair))
        #expect(place.localPort == 21_200)
        media.releasePort(pair)
        #expect(throws: MediaError.self) { try media.reservePort() }
        try media.remove(place.leg)
        #expect(media.waitUntilRemoved(place.leg))
        #expect(try media.reservePort().port == 21_200)
    }

    @Test func aPairServesOneLegAndMustHaveBeenReserved() throws {
        let media = try Self.start()
        let first = try #require(Telephone())
        let second = try #require(Telephone())
        let pair = try media.reservePort()
        _ = try media.add(first.spec(port: pair))
        #expect(throws: MediaError.self) { try media.add(second.spec(port: pair)) }
        #expect(throws: MediaError.self) { try media.add(second.spec(port: CallPort(index: 5, port: 20_000))) }
        #expect(throws: MediaError.self) { try media.add(second.spec(port: CallPort(index: -1, port: pair.port))) }
    }

    @Test(arguments: [false, true]) func aWaitingPortIsReadAndWrittenByTheControlSide(_ isControl: Bool) throws {
        let media = try Self.start()
        let caller = try #require(Telephone())
        let pair = try media.reservePort()
        let port = pair.port + (isControl ? 1 : 0)
        #expect(try media.takeDatagrams(at: pair, isControl: isControl, most: 4).isEmpty)
        for number in 1...6 { caller.send([UInt8(number)], to: port) }
        let first = try media.takeDatagrams(at: pair, isControl: isControl, most: 4)
        #expect(first.map(\.bytes) == [[1], [2], [3], [4]])
        #expect(first.allSatisfy { $0.source == caller.address })
        // What is too long for a packet is left out, and what comes after it is not.
        caller.send([UInt8](repeating: 9, count: 4_000), to: port)
        caller.send([7], to: port)
        #expect(try media.takeDatagrams(at: pair, isControl: isControl, most: 16).map(\.bytes) == [[5], [6], [7]])
        try media.send([1, 2, 3], from: pair, isControl: isControl, to: caller.address)
        let answer = try #require(caller.next())
        #expect(answer.bytes == [1, 2, 3] && answer.port == port)
    }

    @Test func aPortThatIsALegsOrNobodysIsNotTheControlSides() throws {
        let media = try Self.start()
        let caller = try #require(Telephone())
        let pair = try media.reservePort()
        let place = try media.add(caller.spec(port: pair))
        func checkRefusal(_ port: CallPort) {
            #expect(throws: MediaError.self) { try media.send([1], from: port, isControl: false, to: caller.address) }
            #expect(throws: MediaError.self) { try media.takeDatagrams(at: port, isControl: false, most: 1) }
        }
        checkRefusal(pair)
        checkRefusal(CallPort(index: pair.index + 1, port: pair.port))
        checkRefusal(CallPort(index: -1, port: pair.port))
        try media.remove(place.leg)
        #expect(media.waitUntilRemoved(place.leg))
        checkRefusal(pair)
        let other = try media.reservePort()
        media.releasePort(other)
        checkRefusal(other)
        #expect(caller.rest().allSatisfy { $0.bytes != [1] })
    }

    @Test func callersHearEachOtherThroughTheirOwnPorts() throws {
        let media = try Self.start()
        let (first, second) = (try #require(Telephone(ssrc: 1)), try #require(Telephone(ssrc: 2)))
        let (firstPort, secondPort) = (try media.reservePort(), try media.reservePort())
        _ = try media.add(first.spec(port: firstPort))
        _ = try media.add(second.spec(port: secondPort))
        // The box sends as often as a telephone does, so its packets are the clock.
        var heard = false
        for _ in 0..<200 where !heard {
            first.speak(to: firstPort.port)
            let packet = try #require(second.next())
            #expect(packet.port == secondPort.port)
            heard = packet.bytes.count == 172 && packet.bytes[12...].contains { $0 & 0x7F < 0x40 }
        }
        #expect(heard)
        #expect(first.rest().allSatisfy { $0.port == firstPort.port })
    }

    @Test func aRefitStaysAtItsPort() throws {
        let media = try Self.start()
        let (caller, later) = (try #require(Telephone()), try #require(Telephone()))
        let pair = try media.reservePort()
        let place = try media.add(caller.spec(port: pair))
        _ = caller.next()
        // The port of a specification is not looked at.
        let again = try media.refit(place.leg, later.spec(port: nil))
        #expect(again.localPort == pair.port)
        #expect(try #require(later.next()).port == pair.port)
    }

    @Test func controlGoesToItsOwnPortFromThePortAbove() throws {
        let media = try Self.start()
        let (sound, control) = (try #require(Telephone()), try #require(Telephone()))
        let pair = try media.reservePort()
        var spec = sound.spec(port: pair)
        spec.controlRemote = control.address
        let place = try media.add(spec)
        // The goodbye, if no report before it.
        try media.remove(place.leg)
        let report = try #require(control.next())
        #expect(report.port == pair.port + 1)
        #expect(report.bytes.count >= 2 && (200...201).contains(report.bytes[1]))
        #expect(sound.rest().allSatisfy { $0.bytes[1] & 0x7F == 0 })
    }

    @Test func aStrangerAtThePortIsCountedAndNothingElse() throws {
        let media = try Self.start()
        let (caller, stranger) = (try #require(Telephone(ssrc: 1)), try #require(Telephone(ssrc: 1)))
        let pair = try media.reservePort()
        let place = try media.add(caller.spec(port: pair))
        _ = caller.next()
        for _ in 0..<20 { stranger.speak(to: pair.port) }
        stranger.press(5, to: pair.port)
        stranger.report(to: pair.port + 1)
        caller.press(9, to: pair.port)
        let digit = media.report { if case .digit(place.leg, let digit) = $0 { digit } else { nil } }
        #expect(digit == 9)
        let counters = try #require(media.counters(of: place.leg) { $0.strangers == 22 })
        #expect(counters.received == 1)
        #expect(stranger.rest().isEmpty)
    }

    @Test func aCallerBehindATranslatorIsFound() throws {
        let media = try Self.start()
        let (signalled, caller) = (try #require(Telephone()), try #require(Telephone()))
        let pair = try media.reservePort()
        var spec = signalled.spec(port: pair)
        spec.learnsSource = true
        _ = try media.add(spec)
        _ = signalled.next()
        for _ in 0..<5 { caller.speak(to: pair.port) }
        #expect(try #require(caller.next()).port == pair.port)
    }

    @Test func twoHundredCallersAreServed() throws {
        let media = try Self.start { $0.maxLegs = 200 }
        var calls: [(caller: Telephone, port: CallPort, leg: LegID)] = []
        for number in 0..<200 {
            let caller = try #require(Telephone(ssrc: UInt32(number + 1)))
            let pair = try media.reservePort()
            calls.append((caller, pair, try media.add(caller.spec(port: pair, room: UInt32(number / 20))).leg))
        }
        #expect(Set(calls.map(\.port.port)).count == 200)
        // Beyond the limit of participants a few may ring, and no more.
        #expect((0..<64).compactMap { _ in try? media.reservePort() }.count == 32)
        for round in 0..<25 {
            for call in calls { call.caller.speak(to: call.port.port) }
            for call in calls { #expect(try #require(call.caller.next(), "round \(round)").port == call.port.port) }
        }
        for call in calls { call.caller.press(7, to: call.port.port) }
        var pressed: Set<LegID> = []
        var received: [LegID: Int] = [:]
        let isServed: Bool? = media.report { report in
            if case .digit(let leg, 7) = report { pressed.insert(leg) }
            if case .leg(let state) = report { received[state.leg] = state.counters.received + state.counters.strangers * 1_000 }
            return pressed.count == 200 && received.values.filter { $0 == 26 }.count == 200 ? true : nil
        }
        #expect(isServed == true, "\(pressed.count) keys; \(received.values.filter { $0 == 26 }.count) whole")
        media.stop()
        for call in calls { #expect(call.caller.rest().contains { $0.bytes.count > 1 && (200...201).contains($0.bytes[1]) }) }
    }
}
