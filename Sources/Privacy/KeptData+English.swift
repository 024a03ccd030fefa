extension KeptData {
    private func row(_ what: String, _ howLong: String, _ whoSees: String) -> KeptText {
        KeptText(what: what, howLong: howLong, whoSees: whoSees)
    }

    var english: KeptText {
        switch self {
        case .sound:
            row("What is said", "some tenths of a second, while it is mixed", "everybody in the room hears it; whoever runs the box could listen in")
        case .spokenName:
            row("The name that a caller speaks, in rooms that ask for it", "until the call ends",
                "everybody in the room hears it when the caller comes and goes")
        case .name: row("The name that you chose, or that a host gave you", "until you leave", "everybody in the room, and admins of the box")
        case .presence:
            row("That you are here: muted or not, hand raised, talking, how well your line does",
                "until you leave, and two minutes if the line broke",
                "everybody in the room, and admins of the box")
        case .lastDigits:
            row("The last two digits of a caller's number, only in rooms that show them", "until the call ends",
                "hosts of the room, and admins of the box")
        case .networkAddress:
            row("The network addresses to which your sound goes", "while the connection lasts",
                "nobody; admins only while diagnostics are on, at most an hour, and then the page says so")
        case .callerNumber:
            row("The telephone number of a call", "until the call ends, and half a minute in which its last messages may have to be sent again",
                "nobody")
        case .keys: row("The keys of your encryption", "while the connection lasts", "nobody")
        case .token: row("The token by which your page proves that it is yours", "until you leave", "your page alone")
        case .returningHash:
            row("A hash of the number of a caller whose call was lost, so that no PIN is asked again", "five minutes",
                "nobody; its key is forgotten when the box stops")
        case .guessHash:
            row("Hashes of networks and callers that came often or entered wrong PINs", "until an hour has passed without, or the box stops",
                "nobody; their key is forgotten when the box stops")
        case .connectionCount: row("How many connections there are from one network", "while they last", "nobody")
        case .room:
            row("Rooms with their names, numbers and PINs",
                "until an admin removes them; temporary ones are on no disk, and gone a minute after the last one has left",
                "admins of the box; PINs also whoever is invited")
        case .configuration:
            row("The settings, with the name and contact of whoever runs the box and its telephone account", "until an admin changes them",
                "admins of the box; name and contact everybody")
        case .profiles: row("Profiles that an admin has written: figures, nothing of people", "until an admin removes them", "admins of the box")
        case .prompts: row("Announcements that an admin has recorded", "until an admin removes them", "callers hear them")
        case .certificate: row("The certificate of the box and its key", "until it is replaced", "the certificate everybody, the key nobody")
        case .recording: row("Recordings", "There are none", "nobody")
        case .log:
            row("Who came, when, and from where",
                "Never: the log has sentences such as “the box has started”, and no room for a name, number or address",
                "nobody")
        case .statistics:
            row("Figures about single people", "Never: all that is measured goes when you leave; what stays are sums of the whole box", "nobody")
        }
    }
}
