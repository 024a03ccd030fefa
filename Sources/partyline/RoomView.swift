import Conference

/// A room as text: a headline, then its participants.
struct RoomView {
    let room: RoomSnapshot
    let participants: [ParticipantSnapshot]

    func lines() -> [String] {
        let headline = "room \(room.room): \(Figures.count(room.participants, "participant")), \(room.talkers) talking"
        return [headline] + ParticipantTable(participants).lines()
    }
}
