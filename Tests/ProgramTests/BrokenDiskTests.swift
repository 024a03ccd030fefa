import Foundation
import Testing

/// A configuration on a real disk that lets the admin down: small file systems in mounts of their own.
struct BrokenDiskTests {
    /// Runs commands in a folder on a disk of 64 KiB; `$partyline` is the program with the configuration there.
    private static func onASmallDisk(_ commands: String) throws -> String {
        let folder = try ScratchFolder()
        try """
            state_directory: state
            run_directory: run
            profiles_directory: profiles
            profile: hall
            """.write(toFile: folder("partyline.yaml"), atomically: true, encoding: .utf8)
        let script = """
            set -e
            export disk=$2/disk
            mkdir $disk
            mount -t tmpfs -o size=64k,mode=700 tmpfs $disk
            mkdir $disk/profiles
            cp $2/partyline.yaml $disk/
            program=$1
            partyline() { "$program" "$@" --config $disk/partyline.yaml; }
            partyline profile new hall --from pi-4 >/dev/null
            cp $disk/profiles/hall.yaml $2/before
            set +e
            \(commands)
            """
        return try Shell.run(
            "exec unshare --user --map-root-user --mount bash -c \"$1\" bash \"$2\" \"$3\"", script, try BuiltProgram.path, folder.path)
    }

    @Test(.timeLimit(.minutes(1))) func aFullDiskIsSaidAndTheProfileStays() throws {
        let said = try Self.onASmallDisk(
            """
            dd if=/dev/zero of=$disk/filler bs=1k 2>/dev/null
            partyline profile set mix.talkers=4 --profile hall; echo "status $?"
            cmp $2/before $disk/profiles/hall.yaml && echo unchanged
            rm $disk/filler
            partyline profile set mix.talkers=4 --profile hall >/dev/null && grep -c 'talkers: 4' $disk/profiles/hall.yaml
            """)
        #expect(said.contains("hall.yaml.draft: cannot be written: No space left on device: free some space on that disk (df -h)"), "\(said)")
        #expect(said.hasSuffix("status 1\nunchanged\n1\n"), "\(said)")
    }

    @Test(.timeLimit(.minutes(1))) func aReadOnlyDiskIsSaidAndTheProfileStays() throws {
        let said = try Self.onASmallDisk(
            """
            mount -o remount,ro $disk
            partyline profile set mix.talkers=4 --profile hall; echo "status $?"
            partyline profile use pi-4; echo "status $?"
            cmp $2/before $disk/profiles/hall.yaml && echo unchanged
            """)
        #expect(said.contains("hall.yaml.draft: cannot be written: Read-only file system: the disk is mounted read-only"), "\(said)")
        #expect(said.contains("partyline.yaml.draft: cannot be written: Read-only file system"), "\(said)")
        #expect(said.hasSuffix("status 1\nunchanged\n"), "\(said)")
    }

    @Test(.timeLimit(.minutes(1))) func aFolderThatIsGoneIsNamedWithWhatWouldBeRight() throws {
        let said = try Self.onASmallDisk(
            """
            rm -r $disk/profiles
            partyline profile set mix.talkers=4 --profile hall; echo "status $?"
            partyline profile list >/dev/null; echo "status $?"
            """)
        #expect(said.contains("no profile is named hall: there are base,"), "\(said)")
        #expect(said.contains("status 1\n") && said.hasSuffix("status 0\n"), "\(said)")
    }
}
