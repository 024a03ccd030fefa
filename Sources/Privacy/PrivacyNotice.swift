/// What is said about a box beside the table: whole sentences, in one language.
public struct PrivacyNotice: Sendable {
    public let language: NoticeLanguage

    public init(_ language: NoticeLanguage) { self.language = language }

    private func say(_ english: String, _ german: String) -> String { language == .english ? english : german }

    public var title: String { say("What this box hears and keeps", "Was diese Box hört und behält") }

    /// The honest sentence, and what follows from it.
    public var hearing: [String] {
        [
            say("Whoever runs this box can technically hear what is said. Your voice is encrypted on its way to the box; there it is open for a "
                + "moment, in memory, while it is mixed with the others' voices, and the mix goes to each of you encrypted anew. So it is with "
                + "every conference that mixes, and so a box like this should be run by people you know.",
                "Wer diese Box betreibt, kann technisch hören, was gesagt wird. Deine Stimme ist auf dem Weg zur Box verschlüsselt; dort liegt sie "
                + "für einen Augenblick offen im Arbeitsspeicher, während sie mit den Stimmen der anderen gemischt wird, und die Mischung geht neu "
                + "verschlüsselt an jede und jeden. So ist es bei jeder Konferenz, die mischt, und darum sollten solche Boxen von Leuten "
                + "betrieben werden, die man kennt."),
            say("Nothing is recorded: the program cannot do it. But anybody in the room can record what they hear; no technique prevents that.",
                "Es wird nichts aufgenommen: das Programm kann es nicht. Aber alle im Raum können aufnehmen, was sie hören; das verhindert keine "
                + "Technik."),
            say("What comes and goes by telephone is as open as any telephone call, for the telephone companies on the way.",
                "Was per Telefon kommt und geht, ist so offen wie jedes Telefongespräch, für die Telefongesellschaften auf dem Weg."),
        ]
    }

    public var hearingTitle: String { say("What it can hear", "Was sie hören kann") }
    public var operatorTitle: String { say("Who runs it", "Wer sie betreibt") }
    public var noOperator: String {
        say("Nobody is named. This box is set up for the network of one house; ask there.",
            "Es ist niemand genannt. Diese Box ist für das Netz eines Hauses eingerichtet; frage dort.")
    }
    public var keepingTitle: String { say("What it keeps", "Was sie behält") }

    public func heading(of place: KeptData.Place) -> String {
        switch place {
        case .memory: say("In memory, and gone after that", "Im Arbeitsspeicher, und danach vergessen")
        case .disk: say("On its disk: what admins have set up", "Auf der Festplatte: was Admins eingerichtet haben")
        case .nowhere: say("Nowhere", "Nirgends")
        }
    }

    /// Of the three columns of the table.
    public var columns: (what: String, howLong: String, whoSees: String) {
        (say("What", "Was"), say("How long", "Wie lange"), say("Who sees it", "Wer es sieht"))
    }

    /// Before a count.
    public var now: String { say("now", "jetzt") }
    /// For who asks on the box itself.
    public var noServer: String {
        say("No server is running: this is what it would hold.", "Es läuft kein Server: das würde er behalten.")
    }

    public var diagnosticsTitle: String { say("When something is mended", "Wenn etwas repariert wird") }
    public var diagnostics: String {
        say("To find out why a connection is poor, an admin can have addresses shown for at most an hour. Then the page says so to everybody, also "
            + "to who comes later, and until when. Callers by telephone are not told; of them the address of their telephone company is seen.",
            "Um herauszufinden, warum eine Verbindung schlecht ist, kann ein Admin sich höchstens eine Stunde lang Adressen anzeigen lassen. Dann sagt "
            + "es die Seite allen, auch denen, die später kommen, und bis wann. Wer anruft, erfährt es nicht; von Anrufen sieht man die Adresse "
            + "der Telefongesellschaft.")
    }

    public var browserTitle: String { say("What the page does in your browser", "Was die Seite in deinem Browser tut") }
    public var browser: String {
        say("No cookies, nothing from third parties, no statistics. For a reload, the name, the PIN and the settings you chose are kept in this tab "
            + "until you close it. The microphone is used from when you allow it until you close the page; before you join, its sound only moves "
            + "the level meter, and when you are muted, your browser sends silence.",
            "Keine Cookies, nichts von Dritten, keine Statistik. Für ein Neuladen bleiben der Name, die PIN und die Einstellungen, die du gewählt "
            + "hast, in diesem Tab, bis du ihn schließt. Das Mikrofon wird benutzt, sobald du es erlaubst und bis du die Seite schließt; vor dem "
            + "Beitreten bewegt sein Ton nur die Pegelanzeige, und wenn du stumm bist, sendet dein Browser Stille.")
    }
}
