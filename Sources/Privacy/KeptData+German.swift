extension KeptData {
    private func row(_ what: String, _ howLong: String, _ whoSees: String) -> KeptText {
        KeptText(what: what, howLong: howLong, whoSees: whoSees)
    }

    var german: KeptText {
        switch self {
        case .sound:
            row("Was gesagt wird", "Zehntelsekunden, während es gemischt wird", "alle im Raum hören es; wer die Box betreibt, könnte mithören")
        case .spokenName:
            row("Der Name, den jemand am Telefon spricht, in Räumen, die danach fragen", "bis der Anruf endet",
                "alle im Raum hören ihn beim Kommen und Gehen")
        case .name: row("Der Name, den du gewählt oder den dir ein Gastgeber gegeben hat", "bis du gehst", "alle im Raum und die Admins der Box")
        case .presence:
            row("Dass du da bist: stumm oder nicht, Hand gehoben, sprechend, wie gut deine Leitung ist",
                "bis du gehst, und zwei Minuten, wenn die Verbindung abbricht",
                "alle im Raum und die Admins der Box")
        case .lastDigits:
            row("Die letzten zwei Ziffern der Telefonnummer, nur in Räumen, die sie zeigen", "bis der Anruf endet",
                "die Gastgeber des Raums und die Admins der Box")
        case .networkAddress:
            row("Die Netzadressen, an die dein Ton geht", "solange die Verbindung besteht",
                "niemand; Admins nur, solange die Diagnose eingeschaltet ist, höchstens eine Stunde, und dann sagt es die Seite")
        case .callerNumber:
            row("Die Telefonnummer eines Anrufs",
                "bis der Anruf endet, und eine halbe Minute, in der seine letzten Nachrichten noch einmal nötig sein können",
                "niemand")
        case .keys: row("Die Schlüssel deiner Verschlüsselung", "solange die Verbindung besteht", "niemand")
        case .token: row("Das Kennwort, mit dem sich deine Seite ausweist", "bis du gehst", "nur deine Seite")
        case .returningHash:
            row("Ein Hash der Nummer, wenn ein Anruf abgerissen ist, damit niemand die PIN noch einmal eingeben muss", "fünf Minuten",
                "niemand; der Schlüssel dazu ist vergessen, sobald die Box anhält")
        case .guessHash:
            row("Hashes von Netzen und Anrufen, von denen viele Anfragen oder falsche PINs kamen",
                "bis eine Stunde lang keine mehr kam oder die Box anhält",
                "niemand; der Schlüssel dazu ist vergessen, sobald die Box anhält")
        case .connectionCount: row("Wie viele Verbindungen es aus einem Netz gibt", "solange sie bestehen", "niemand")
        case .room:
            row("Räume mit Namen, Nummern und PINs",
                "bis ein Admin sie entfernt; vorübergehende stehen auf keiner Festplatte und verschwinden eine Minute, nachdem alle gegangen sind",
                "die Admins der Box; PINs auch, wer eingeladen ist")
        case .configuration:
            row("Die Einstellungen, mit Name und Kontakt derer, die die Box betreiben, und ihrem Telefonkonto", "bis ein Admin sie ändert",
                "die Admins der Box; Name und Kontakt alle")
        case .profiles:
            row("Profile, die ein Admin geschrieben hat: Zahlen, nichts über Menschen", "bis ein Admin sie entfernt", "die Admins der Box")
        case .prompts: row("Ansagen, die ein Admin aufgenommen hat", "bis ein Admin sie entfernt", "wer anruft, hört sie")
        case .certificate: row("Das Zertifikat der Box und sein Schlüssel", "bis es ersetzt wird", "das Zertifikat alle, den Schlüssel niemand")
        case .recording: row("Aufnahmen", "Es gibt keine", "niemand")
        case .log:
            row("Wer wann und von wo gekommen ist",
                "Nie: im Protokoll stehen Sätze wie „the box has started“, und für Namen, Nummern oder Adressen ist darin kein Platz",
                "niemand")
        case .statistics:
            row("Zahlen über Einzelne", "Nie: was gemessen wird, vergeht, wenn du gehst; es bleiben nur Summen der ganzen Box", "niemand")
        }
    }
}
