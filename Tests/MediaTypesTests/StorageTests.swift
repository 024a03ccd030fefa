import MediaTypes
import Testing

/// Random operations against naive models, for the containers that the media thread lives on.
@Suite struct StorageTests {
    @Test(arguments: [1, 2, 3, 4] as [UInt64]) func ringGivesBackWhatWasInsertedInOrder(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let ring = Ring<UInt32>(capacity: 8)
        var model: [UInt32] = []
        for value in 0..<10_000 as Range<UInt32> {
            if Bool.random(using: &random) {
                let accepted = ring.insert(value)
                #expect(accepted == (model.count < ring.capacity))
                if accepted { model.append(value) }
            } else {
                #expect(ring.take() == (model.isEmpty ? nil : model.removeFirst()))
            }
            #expect(ring.count() == model.count)
        }
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64]) func sampleQueueEqualsAnArray(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var queue = SampleQueue(capacity: 100)
        var model: [Float] = []
        for _ in 0..<5_000 {
            let frameCount = Int.random(in: 0...40, using: &random)
            if Bool.random(using: &random) {
                let samples = (0..<frameCount).map { _ in random.nextUnit() }
                let accepted = samples.withUnsafeBufferPointer { queue.append($0) }
                #expect(accepted == (model.count + frameCount <= queue.capacity))
                if accepted { model += samples }
            } else {
                queue.remove(frameCount)
                model.removeFirst(min(frameCount, model.count))
            }
            #expect(Array(queue.samples) == model)
        }
    }

    @Test func fullPacketBatchRefusesAndKeepsItsPackets() {
        let batch = PacketBatch(capacity: 2)
        for length in [7, 9_999] {
            guard let slot = batch.reserve() else { Issue.record("no slot"); return }
            batch.finish(slot, length: length, address: TransportAddress(ipv4: 0x7F00_0001, port: 5_004))
        }
        #expect(batch.reserve() == nil)
        #expect(batch.count == 2)
        #expect(batch.packet(0).count == 7)
        #expect(batch.packet(1).count == PacketBatch.slotBytes, "a length beyond the slot is cut to the slot")
        batch.reset()
        #expect(batch.count == 0)
    }

    @Test func wipedPacketBatchHoldsNothingOfWhatWasInIt() {
        let batch = PacketBatch(capacity: 3)
        for value in UInt8(1)...2 {
            guard let slot = batch.reserve() else { Issue.record("no slot"); return }
            batch.slot(slot).initializeMemory(as: UInt8.self, repeating: value)
            batch.finish(slot, length: 100, address: TransportAddress(ipv4: 0x7F00_0001, port: 5_004))
        }
        // The next tick needs fewer.
        batch.reset()
        batch.reset(count: 1)
        batch.wipe()
        #expect(batch.count == 0)
        for slot in 0..<2 {
            #expect(batch.slot(slot).allSatisfy { $0 == 0 })
            #expect(batch.packet(slot).isEmpty)
            #expect(batch.address(slot) == TransportAddress(high: 0, low: 0, port: 0))
        }
    }

    @Test func whatIsForgottenOfADictionaryIsGoneAndTheRestIsThere() {
        var numbers = Dictionary(uniqueKeysWithValues: (0..<100).map { ("\($0)", $0) })
        #expect(numbers.forget("17") == 17)
        #expect(numbers.forget("17") == nil)
        #expect(numbers.count == 99)
        #expect(numbers.allSatisfy { $0.key == "\($0.value)" && $0.value != 17 })
    }
}
