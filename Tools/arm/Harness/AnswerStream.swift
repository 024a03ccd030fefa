import CHarness

/// Answers on their way from one machine to the other. The writing side sends each value to standard output; the comparing side works the
/// same values out, reads the other's from standard input, and prints a row of the table for each group.
///
/// Floats are the same to the bit where the tolerance is 0, and that is nearly everywhere: Swift fuses no multiplication with an addition
/// unless told to, neither on x86-64 nor on ARM, and what both machines then do to one operation is defined by IEEE 754. Only the bits of
/// a NaN are not, so one NaN is as good as another.
struct AnswerStream: ~Copyable {
    enum Role { case write, compare }

    private let role: Role
    private var section = ""
    private var name = ""
    private var tolerance: Float = 0
    private var valueCount = 0
    private var ours = Digest()
    private var theirs = Digest()
    private var largestDifference: Float = 0
    private var rowFails = false
    private var failedRows = 0
    private var endedEarly = false
    /// Said behind the verdict of this group; nothing is compared.
    var note = ""

    init(_ role: Role) {
        self.role = role
        guard role == .compare else { return }
        charness_print_line("section   case                         values  digest on aarch64  digest on x86-64 difference    allowed")
    }

    /// Starts a group. Both sides must start the same groups in the same order.
    /// - Units: tolerance relative to the larger of the value and 1
    mutating func begin(_ section: String, _ name: String, tolerance: Float = 0) {
        self.section = section
        self.name = name
        self.tolerance = tolerance
        valueCount = 0
        ours = Digest()
        theirs = Digest()
        largestDifference = 0
        rowFails = false
        note = ""
    }

    mutating func give(_ value: Float) {
        let bits = value.isNaN ? Float.nan.bitPattern : value.bitPattern
        let other = exchange(bits)
        valueCount += 1
        ours.add(bits)
        theirs.add(other)
        guard bits != other else { return }
        let difference = (value - Float(bitPattern: other)).magnitude
        // A difference that is not a number is larger than any tolerance.
        largestDifference = difference.isNaN ? .infinity : max(largestDifference, difference)
        if !(difference <= tolerance * max(1, value.magnitude)) { rowFails = true }
    }

    /// An integer: always the same on both sides.
    mutating func give(_ value: Int) {
        let bits = UInt32(truncatingIfNeeded: value)
        let other = exchange(bits)
        valueCount += 1
        ours.add(bits)
        theirs.add(other)
        guard bits != other else { return }
        largestDifference = max(largestDifference, Float(Int32(bitPattern: bits) &- Int32(bitPattern: other)).magnitude)
        rowFails = true
    }

    /// Something that has to be so on either machine; `otherwise` is said where it is not.
    mutating func require(_ holds: Bool, otherwise complaint: String) {
        if exchange(holds ? 1 : 0) != 1 || !holds {
            rowFails = true
            note = complaint
        }
    }

    /// - Returns: the writing side's bytes, on both sides: what is worked out from them next is comparable again
    mutating func shared(_ bytes: [UInt8]) -> [UInt8] {
        let count = Int(exchange(UInt32(truncatingIfNeeded: bytes.count)))
        guard role == .compare else {
            for byte in bytes { _ = exchange(UInt32(byte)) }
            return bytes
        }
        var other: [UInt8] = []
        for _ in 0..<count { other.append(UInt8(truncatingIfNeeded: exchange(0))) }
        return other
    }

    /// Ends the group and prints its row.
    mutating func end() {
        if rowFails { failedRows += 1 }
        guard role == .compare else { return }
        charness_print_row(section, name, valueCount, theirs.value, ours.value, Double(largestDifference), Double(tolerance), verdict)
    }

    private var verdict: String {
        if endedEarly { return "ANSWERS END HERE" }
        let word = rowFails ? "DIFFERS" : tolerance > 0 && ours.value != theirs.value ? "alike" : "same"
        return note.isEmpty ? word : "\(word); \(note)"
    }

    /// Whether all rows were as they should be.
    mutating func finish() -> Bool {
        // On the writing side a row fails only by `require`, and the comparing side sees that as well.
        if role == .write { return true }
        var more: UInt32 = 0
        if charness_read(&more, 4) > 0 {
            charness_print_line("The answers of aarch64 go on where ours end.")
            return false
        }
        return failedRows == 0 && !endedEarly
    }

    private mutating func exchange(_ value: UInt32) -> UInt32 {
        var word = value
        switch role {
        case .write: _ = charness_write(&word, 4)
        case .compare:
            if !endedEarly, charness_read(&word, 4) != 4 { endedEarly = true }
            if endedEarly { rowFails = true }
        }
        return word
    }
}

/// FNV-1a over words of 32 bits: enough to tell two results apart at sight.
struct Digest {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ word: UInt32) {
        value = (value ^ UInt64(word)) &* 0x0000_0100_0000_01B3
    }
}
