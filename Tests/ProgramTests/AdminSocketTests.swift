import Foundation
import Testing

/// Who may ask the server: the user who runs it, and root. Everybody else is kept away three times.
struct AdminSocketTests {
    /// Asks as the user nobody, who gets the program from a folder that is open to all.
    private static func asNobody(_ box: RunningProgram, in folder: ScratchFolder, opening script: String = "") throws -> (status: Int32, output: String) {
        let become = geteuid() == 0 ? "" : "sudo -n "
        return try Shell.outcome(
            """
            set -e
            cp "$1" "$2/partyline"
            chmod 755 "$2" "$2/partyline"
            \(script)
            cd /
            exec \(become)setpriv --reuid=65534 --regid=65534 --clear-groups "$2/partyline" status --socket "$3"
            """, [try BuiltProgram.path, folder.path, box.adminSocket])
    }

    @Test(.timeLimit(.minutes(1))) func anotherUserDoesNotReachTheSocket() throws {
        let box = try RunningProgram(participants: 3)
        let outcome = try Self.asNobody(box, in: try ScratchFolder())
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("belongs to another user; ask as that user, or as root"), "\(outcome.output)")
    }

    /// Also where somebody has opened folder and socket to all.
    @Test(.timeLimit(.minutes(1))) func anotherUserIsRefusedByTheServerItself() throws {
        let box = try RunningProgram(participants: 3)
        let outcome = try Self.asNobody(
            box, in: try ScratchFolder(), opening: "chmod 755 \"$(dirname \"$3\")\" \"$(dirname \"$(dirname \"$3\")\")\" && chmod 777 \"$3\"")
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("only the user who runs partyline, and root, may ask here"), "\(outcome.output)")
        #expect(try box.answer(to: "status").contains("room hall"), "its own user is still welcome")
    }

    @Test(.timeLimit(.minutes(1))) func theSocketAndItsFolderAreClosedToOthers() throws {
        let box = try RunningProgram(participants: 3)
        let said = try Shell.run("stat -c %a \"$1\" \"$(dirname \"$1\")\"", box.adminSocket)
        #expect(said == "600\n700\n")
    }
}
