import MediaTypes
import Testing

@testable import MediaEngine

/// The packet store against a model that forgets nothing.
@Suite struct PacketStoreTests {
    private struct Entry {
        var sequence: Int64
        var timestamp: Int64
        var payload: [UInt8]
        var isCopy: Bool
        /// Bytes inserted before it, gaps at the ring's end counted at their largest.
        var bytesBefore: Int
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64]) func randomOperationsAgreeWithTheModel(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let capacity = 4_000
        let longest = 300
        var store = PacketStore(byteCapacity: capacity)
        var model: [Int64: Entry] = [:]
        var inserted = 0
        var next: Int64 = 70_000
        for step in 0..<20_000 {
            if random.next() % 1_000 == 0 {
                store.removeAll()
                model.removeAll()
            }
            let sequence = max(next + Int64(random.next() % 24) - 12, 0)
            next = max(next, sequence + (random.next() % 50 == 0 ? 40 : 0))
            let payload = (0..<Int(random.next() % UInt64(longest)) + 1).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            let isCopy = random.next() % 3 == 0
            let outcome = store.insert(sequence: sequence, timestamp: sequence * 960, payload: payload.span.bytes, isCopy: isCopy)
            let known = model[sequence & 255].flatMap { $0.sequence == sequence ? $0 : nil }
            if let known, isCopy || !known.isCopy {
                try #require(outcome == .duplicate, "seed \(seed) step \(step)")
            } else {
                try #require(outcome == .stored, "seed \(seed) step \(step)")
                model[sequence & 255] = Entry(sequence: sequence, timestamp: sequence * 960, payload: payload, isCopy: isCopy, bytesBefore: inserted)
                inserted += payload.count
            }
            if random.next() % 8 == 0 { next += 1 }
            try compare(store, model, around: next, inserted, capacity - 2 * longest, "seed \(seed) step \(step)")
        }
    }

    /// What is found is what was put in, and what was put in lately is found.
    private func compare(_ store: borrowing PacketStore, _ model: [Int64: Entry], around: Int64, _ inserted: Int, _ surely: Int, _ place: String) throws {
        var expectedFirst: Int64?
        for sequence in max(around - 20, 0)...around + 20 {
            let entry = model[sequence & 255].flatMap { $0.sequence == sequence ? $0 : nil }
            guard let found = store.packet(sequence) else {
                if let entry, inserted - entry.bytesBefore < surely { throw Disagreement(place: place) }
                continue
            }
            expectedFirst = expectedFirst ?? sequence
            guard let entry, Array(store.payload(found)) == entry.payload, found.timestamp == entry.timestamp, found.isCopy == entry.isCopy else {
                throw Disagreement(place: place)
            }
        }
        guard store.first(from: max(around - 20, 0), through: around + 20)?.sequence == expectedFirst else { throw Disagreement(place: place) }
    }

    private struct Disagreement: Error { let place: String }

    @Test func aPayloadTooLongForTheRingIsRefused() {
        var store = PacketStore(byteCapacity: 4_000)
        let payload = [UInt8](repeating: 1, count: 1_001)
        #expect(store.insert(sequence: 1, timestamp: 0, payload: payload.span.bytes, isCopy: false) == .tooLong)
        #expect(store.packet(1) == nil)
    }

    @Test func whatCameItselfTakesThePlaceOfItsCopy() {
        var store = PacketStore(byteCapacity: 4_000)
        let copy: [UInt8] = [1]
        let own: [UInt8] = [2, 3]
        #expect(store.insert(sequence: 5, timestamp: 0, payload: copy.span.bytes, isCopy: true) == .stored)
        #expect(store.insert(sequence: 5, timestamp: 0, payload: own.span.bytes, isCopy: false) == .stored)
        #expect(store.insert(sequence: 5, timestamp: 0, payload: copy.span.bytes, isCopy: true) == .duplicate)
        #expect(store.packet(5).map { Array(store.payload($0)) } == own)
    }

    @Test func erasingLeavesNothingBehind() {
        var store = PacketStore(byteCapacity: 4_000)
        let payload = [UInt8](repeating: 7, count: 500)
        _ = store.insert(sequence: 1, timestamp: 0, payload: payload.span.bytes, isCopy: false)
        guard let packet = store.packet(1) else { return #expect(Bool(false)) }
        store.erase()
        #expect(store.packet(1) == nil)
        #expect(store.payload(packet).allSatisfy { $0 == 0 })
    }
}
