import MediaLink
import MediaTypes
import MixKernels

/// One room in the media column: who is in it, and the sum of those who are heard. A fixed number of rooms is made with the engine.
struct Room: ~Copyable {
    /// Nil while the room is free.
    private(set) var id: RoomID?
    /// Slots of the legs.
    private let members: UnsafeMutablePointer<Int32>
    private(set) var memberCount = 0
    private let total: AudioBuffer
    private(set) var isSilent = true
    var announcements: RoomAnnouncements
    private(set) var talkerCount = 0
    /// How many are heard at once.
    var mostTalkers = 0
    /// Members that are not heard any more and wait for a quiet frame to share an encoder again.
    private var waitingCount = 0
    /// More of them waited in the last tick than a room has talkers: voices overlap without end, and encoders are what is dear.
    private(set) var isCrowded = false
    /// The talkers of this tick, loudest first, and how loud.
    private let chosen: UnsafeMutablePointer<Int32>
    private let scores: UnsafeMutablePointer<Float>

    init(blockFrames: Int, maxLegs: Int) {
        total = AudioBuffer(count: blockFrames)
        announcements = RoomAnnouncements(blockFrames: blockFrames)
        members = .allocate(capacity: maxLegs)
        chosen = .allocate(capacity: maxLegs)
        scores = .allocate(capacity: maxLegs)
    }

    deinit {
        members.deallocate()
        chosen.deallocate()
        scores.deallocate()
    }

    /// Takes a free room into use.
    mutating func open(_ id: RoomID) {
        self.id = id
        total.clear()
        isSilent = true
        talkerCount = 0
        waitingCount = 0
    }

    mutating func noteWaiting() { waitingCount += 1 }

    mutating func close() { id = nil }

    var mixed: UnsafeBufferPointer<Float> { total.samples(total.count) }

    func member(_ index: Int) -> Int { Int(members[index]) }

    /// - Returns: the place of the leg among the members
    mutating func insert(_ slot: Int) -> Int {
        members[memberCount] = Int32(truncatingIfNeeded: slot)
        memberCount += 1
        return memberCount - 1
    }

    /// The last member moves to the free place.
    /// - Returns: the slot of the leg that moved
    mutating func remove(at place: Int) -> Int {
        memberCount -= 1
        members[place] = members[memberCount]
        return Int(members[place])
    }

    /// Chooses the talkers: the loudest legs with voice, those who talk already preferred a little.
    mutating func chooseTalkers(_ legs: LegSlots, most: Int) {
        isCrowded = waitingCount > most
        waitingCount = 0
        talkerCount = 0
        for index in 0..<memberCount {
            let leg = legs[member(index)]
            leg.pointee.mixFrom = leg.pointee.mixTo
            leg.pointee.mixTo = 0
            guard leg.pointee.isCandidate else { continue }
            let score = leg.pointee.voice.level.value + (leg.pointee.mixFrom > 0 ? Chosen.talkerBonus : 0)
            var at = talkerCount
            while at > 0, scores[at - 1] < score { at -= 1 }
            guard at < most else { continue }
            talkerCount = min(talkerCount + 1, most)
            var last = talkerCount - 1
            while last > at {
                chosen[last] = chosen[last - 1]
                scores[last] = scores[last - 1]
                last -= 1
            }
            chosen[at] = members[index]
            scores[at] = score
        }
        for index in 0..<talkerCount { legs[Int(chosen[index])].pointee.mixTo = 1 }
    }

    /// Sums all who are heard, each with its ramp, and what is announced.
    mutating func mix(_ legs: LegSlots) {
        var bus = total.mutableSamples(total.count).mutableSpan
        if !isSilent { Kernels.clear(&bus) }
        isSilent = true
        for index in 0..<memberCount {
            let leg = legs[member(index)]
            guard leg.pointee.isHeard else { continue }
            Kernels.add(leg.pointee.block.samples(total.count).span, into: &bus, gainFrom: leg.pointee.mixFrom, gainTo: leg.pointee.mixTo)
            isSilent = false
        }
        guard !announcements.isEmpty else { return }
        announcements.mix(into: &bus)
        isSilent = false
    }
}

/// The legs of the engine by slot.
struct LegSlots {
    let base: UnsafeMutablePointer<UnsafeMutablePointer<Leg>?>

    /// The leg in an occupied slot.
    subscript(slot: Int) -> UnsafeMutablePointer<Leg> { base[slot].unsafelyUnwrapped }
}
