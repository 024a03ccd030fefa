import Foundation
import Profiles
import Testing

/// What can be wrong with the telephones of partyline.yaml: each mistake is named with its place and its remedy.
@Suite struct TelephoneMistakeTests {
    private static let account = "server: sip.example.org, user: a"

    @Test(arguments: [
        ("phone: { sip_address: box }", "1:23: phone.sip_address needs an IP address such as ::, found box"),
        ("phone: { sip_port: 70000 }", "1:20: phone.sip_port can be 0 to 65535, found 70000"),
        ("phone: { tls_port: sips }", "1:20: phone.tls_port needs a whole number such as 5061, found sips"),
        ("phone: { certificate: '' }", "1:23: phone.certificate needs a path such as /etc/ssl/certs/box.pem, found nothing"),
        ("phone: { ports: 30000 }", "1:17: phone.ports needs a range of ports such as 30000-30399, found 30000"),
        ("phone: { public_address: box }", "1:26: phone.public_address needs an IP address, or a name with a dot, such as 192.0.2.7, found box"),
        ("phone: { public_address: 192.0.2.300 }", "1:26: phone.public_address needs an IP address, or a name with a dot, such as 192.0.2.7, found 192.0.2.300"),
        (
            "phone: { allow: [192.0.2.0/24, 192.0.2.7/24] }",
            "1:32: phone.allow needs a list of networks (each by its first address) such as 192.0.2.0/24, found 192.0.2.7/24"
        ),
        ("phone: { language: fr }", "1:20: phone.language needs en or de, found fr"),
        ("phone: { room: Plenum }", "1:16: phone.room needs a name (1 to 32 characters of a-z, 0-9 and -) such as plenum, found Plenum"),
        ("phone: { codecs: [opus, g729] }", "1:25: phone.codecs needs a list of opus, g722, pcma or pcmu, found g729"),
        (
            "phone: { dial_out: [49*30] }",
            "1:21: phone.dial_out needs a list of numbers, with a * at the end for all that begin so, such as +4930*, found 49*30"
        ),
        ("phone: { dial_out: [*] }", "1:21: anchors and aliases (& and *) are not used here: write the value out, or in quotes"),
        ("phone: { calls: 0 }", "1:17: phone.calls can be 1 to 2000, found 0"),
        ("phone: { lost_call_notice: true }", "1:28: phone.lost_call_notice needs on or off, found true"),
        ("phone:\n  sip_prot: 5060", "2:3: unknown key phone.sip_prot: did you mean phone.sip_port?"),
        ("phone: on", "1:8: phone needs keys beneath it such as phone.sip_address, found on"),
    ]) func aValueOfPhonesIsWrong(text: String, line: String) throws { try expect(text, [line]) }

    @Test(arguments: [
        ("server: 'sip:a.org', user: a", "1:26: trunks.one.server needs a host such as sip.example.org, found sip:a.org"),
        ("\(account), transport: sctp", "1:63: trunks.one.transport needs udp, tcp or tls, found sctp"),
        (
            "server: a.org, user: 'a\"b'",
            "1:39: trunks.one.user needs a name (at most 128 bytes, no quotes) such as 4930123456, found a\"b"
        ),
        ("\(account), domain: 'a.org:5060'", "1:60: trunks.one.domain needs a host name such as example.org, found a.org:5060"),
        (
            "\(account), password_env: my-password",
            "1:66: trunks.one.password_env needs the name of an environment variable such as TRUNK_PASSWORD, found my-password"
        ),
        ("\(account), password_file: ''", "1:67: trunks.one.password_file needs a path such as /etc/partyline/trunk.password, found nothing"),
        ("\(account), register: no", "1:62: trunks.one.register needs on or off, found no"),
        ("\(account), keep_alive: crlf", "1:64: trunks.one.keep_alive needs none, empty-lines or options, found crlf"),
        ("\(account), encryption: zrtp", "1:64: trunks.one.encryption needs none or sdes, found zrtp"),
        ("\(account), language: fr", "1:62: trunks.one.language needs en or de, found fr"),
        ("\(account), calls: many", "1:59: trunks.one.calls needs a whole number such as 10, found many"),
        ("\(account), calls: 2001", "1:59: trunks.one.calls can be 1 to 2000, found 2001"),
        ("\(account), usr: b", "1:52: unknown key trunks.one.usr: did you mean trunks.one.user?"),
        ("\(account), xyzzy: b", "1:52: unknown key trunks.one.xyzzy"),
    ]) func aValueOfATrunkIsWrong(keys: String, line: String) throws { try expect("trunks: { one: { \(keys) } }", [line]) }

    @Test(arguments: [
        ("numbers: { me: {} }", "1:12: numbers needs a telephone number such as +4930123456 or 200, or \"*\" for every other, found me"),
        ("numbers: { 200: { room: A } }", "1:25: numbers.200.room needs a name (1 to 32 characters of a-z, 0-9 and -) such as plenum, found A"),
        ("numbers: { 200: { language: fr } }", "1:29: numbers.200.language needs en or de, found fr"),
        ("numbers: { 200: { rom: a } }", "1:19: unknown key numbers.200.rom: did you mean numbers.200.room?"),
        ("numbers: { 200: plenum }", "1:17: numbers.200 needs keys beneath it such as numbers.200.room, found plenum"),
        ("numbers: [200]", "1:10: numbers needs keys beneath it such as numbers.NUMBER.room, found a list"),
        ("numbers:\n  *: {}", "2:3: anchors and aliases (& and *) are not used here: write the value out, or in quotes"),
        ("numbers: { +491: { room: a }, 00491: { room: b } }", "1:40: numbers.+491.room stands here twice: keep one"),
        ("numbers: { 200: { room: a } }\nnumbers.200.room: b", "2:1: numbers.200.room stands here twice: keep one"),
        ("numbers: { 200: {}, 200: {} }", "1:21: 200 stands here twice: keep one"),
        ("number: { 200: {} }", "1:1: unknown key number: did you mean numbers?"),
        ("trunks: { One: {} }", "1:11: trunks needs a name (1 to 32 characters of a-z, 0-9 and -) such as provider, found One"),
        ("trunks: { '': {} }", "1:11: trunks needs a name (1 to 32 characters of a-z, 0-9 and -) such as provider, found nothing"),
        ("trunks: { one: sip.example.org }", "1:16: trunks.one needs keys beneath it such as trunks.one.server, found sip.example.org"),
    ]) func aNameOrANumberIsWrong(text: String, line: String) throws { try expect(text, [line]) }

    // MARK: What is missing, and what does not fit together

    @Test(arguments: [
        (
            "server: a.org",
            "1:11: trunks.one.user is missing: it needs the account's name or number; or write register: off if the other side knows us by our address"
        ),
        ("user: a", "1:11: trunks.one.server is missing: it needs the provider's server or the home router, such as sip.example.org"),
        (
            "server: a.org, register: off, password_env: P",
            "1:11: trunks.one.user is missing: it needs the account's name or number, which goes with the password"
        ),
    ]) func aTrunkLacksWhatItNeeds(keys: String, line: String) throws { try expect("trunks: { one: { \(keys) } }", [line]) }

    @Test(arguments: [
        (
            "password_file: p, password_env: P",
            "1:84: trunks.one has both password_file and password_env: write the one that holds the password"
        ),
        ("auth_user: b", "1:63: trunks.one.auth_user goes with a password: write password_file or password_env too, or leave it out"),
        ("realm: b", "1:59: trunks.one.realm goes with a password: write password_file or password_env too, or leave it out"),
        (
            "encryption: sdes",
            "1:64: trunks.one.encryption is sdes, but over udp everybody on the way can read its keys: write transport: tls, or encryption: none"
        ),
        (
            "encryption: sdes, transport: tcp",
            "1:64: trunks.one.encryption is sdes, but over tcp everybody on the way can read its keys: write transport: tls, or encryption: none"
        ),
        ("ca_file: a.pem", "1:61: trunks.one.ca_file is for TLS, but transport is udp: write transport: tls, or leave it out"),
        ("certificate_check: off", "1:71: trunks.one.certificate_check is for TLS, but transport is udp: write transport: tls, or leave it out"),
        (
            "transport: tls, ca_file: a.pem, certificate_check: off",
            "1:77: trunks.one.ca_file is not looked at while certificate_check is off: leave one of the two out"
        ),
    ]) func keysOfATrunkContradictEachOther(keys: String, line: String) throws { try expect("trunks: { one: { \(Self.account), \(keys) } }", [line]) }

    @Test(arguments: [
        ("phone: { certificate: a.pem }", "1:23: phone.certificate needs phone.key beside it: write both, or neither"),
        ("phone: { key: a.pem }", "1:15: phone.key needs phone.certificate beside it: write both, or neither"),
        ("phone: { codecs: [opus, pcma, opus] }", "1:18: phone.codecs has opus twice: keep one"),
        ("phone: { ports: 30001-30002 }", "1:17: phone.ports 30001-30002 holds no call: one takes an even port and the one above it"),
        (
            "phone: { calls: 201 }",
            "1:17: phone.calls is 201, but phone.ports 30000-30399 holds 200 calls of two ports each: write phone.ports: 30000-30401, or phone.calls: 200"
        ),
        (
            "phone: { calls: 9, ports: 65530-65535 }",
            "1:17: phone.calls is 9, but phone.ports 65530-65535 holds 3 calls of two ports each: write phone.calls: 3"
        ),
        ("phone: { sip_port: 5060, tls_port: 5060 }", "1:20: phone.sip_port and phone.tls_port are both 5060: make them different"),
        ("phone: { tls_port: 8443 }", "1:20: phone.tls_port and web.port are both 8443: make them different"),
        ("phone: { sip_port: 8080 }", "1:20: phone.sip_port and web.local_port are both 8080: make them different"),
        ("numbers: { 1: }\nweb: { port: 5060 }", "2:14: phone.sip_port and web.port are both 5060: make them different"),
        ("phone: { sip_port: 5004 }", "1:20: phone.sip_port and media.port are both 5004: make them different"),
        (
            "phone: { sip_port: 30399 }",
            "1:20: phone.sip_port 30399 is one of phone.ports 30000-30399, which are for the voices of calls: write another"
        ),
        (
            "phone: { sip_port: 5060 }\nmedia: { port: 30000 }",
            "2:16: media.port 30000 is one of phone.ports 30000-30399, which are for the voices of calls: write another"
        ),
        (
            "phone: { sip_port: 0, tls_port: 5061 }\ntrunks: { one: { \(account) } }",
            "1:20: trunks.one.transport is udp, but phone.sip_port is 0: write phone.sip_port: 5060, or transport: tls"
        ),
        (
            "numbers: { '*': { trunk: tow } }\ntrunks: { two: { \(account) } }",
            "1:26: numbers.*.trunk is tow, but no trunk has that name: did you mean two?"
        ),
        ("numbers: { +491: { trunk: two } }", "1:27: numbers.+491.trunk is two, but no trunk has that name: write it beneath trunks, or leave this out"),
    ]) func keysContradictEachOther(text: String, line: String) throws { try expect(text, [line]) }

    @Test func mediaMayHaveAPortOfCallsWhileThereAreNone() throws { try expect("media: { port: 30000 }", []) }

    @Test func allThatIsWrongIsSaidAtOnce() throws {
        try expect(
            "web: { key: k.pem }\nphone: { codecs: [opus, opus] }\ntrunks: { one: {}, two: { server: a.org } }",
            [
                "1:13: web.key needs web.certificate beside it: write both, or neither",
                "2:18: phone.codecs has opus twice: keep one",
                "3:11: trunks.one.server is missing: it needs the provider's server or the home router, such as sip.example.org",
                "3:11: trunks.one.user is missing: it needs the account's name or number; or write register: off if the other side knows us by our address",
                "3:20: trunks.two.user is missing: it needs the account's name or number; or write register: off if the other side knows us by our address",
            ])
    }

    // MARK: Passwords

    @Test func aPasswordInTheFileIsRefusedAndNotRepeated() throws {
        try expect(
            "trunks:\n  one:\n    server: a.org\n    user: a\n    password: hunter2\n",
            [
                "5:5: trunks.one.password does not belong in this file, which is shown and copied: put the password alone into a file with chmod 600 "
                    + "and write password_file: and its path, or password_env: and the name of an environment variable"
            ])
    }

    @Test(arguments: ["secret", "secret\n", "secret\r\n"]) func aFileHoldsThePasswordAlone(text: String) throws {
        #expect(try password(in: text, mode: 0o600)?.text == "secret")
    }

    @Test func aPasswordMayHoldBlanksAndOtherLetters() throws {
        #expect(try password(in: " geheim: \u{FC}\u{1F511} \n", mode: 0o640)?.text == " geheim: \u{FC}\u{1F511} ")
    }

    @Test(arguments: [0o644, 0o604, 0o606, 0o602]) func aPasswordThatEverybodyCanReadIsRefused(mode: Int) throws {
        let message = try problem(in: "secret\n", mode: mode)
        #expect(message == "PATH: holds a secret that everybody on this machine can read: chmod 600 PATH")
    }

    @Test(arguments: [("", "needs a password, found nothing"), ("\n", "needs a password, found nothing"), ("a\nb\n", "needs a password alone in one line, found more")])
    func aFileWithoutAPasswordIsRefused(text: String, why: String) throws {
        #expect(try problem(in: text, mode: 0o600) == "PATH: \(why)")
    }

    @Test func aFileThatIsTooLongHoldsNoPassword() throws {
        #expect(try problem(in: String(repeating: "a", count: 2_000), mode: 0o600) == "PATH: a file here has at most 1 KiB, this one has more")
    }

    @Test func aFileThatIsNotThereIsNamed() throws {
        let trunk = try #require(try load("trunks: { one: { \(Self.account), password_file: /nowhere/password } }").trunks.first)
        #expect(throws: ProfileError.inaccessible(file: "/nowhere/password", reason: "cannot be read: No such file or directory: look at how it is written")) {
            try trunk.password(environment: [:])
        }
    }

    @Test func aVariableHoldsThePassword() throws {
        let trunk = try #require(try load("trunks: { one: { \(Self.account), password_env: TRUNK_1 } }").trunks.first)
        #expect(try trunk.password(environment: ["TRUNK_1": "secret"])?.text == "secret")
        #expect(
            throws: ProfileError.inaccessible(
                file: "the environment variable TRUNK_1", reason: "is not set: give the server its value, or write password_file")
        ) {
            try trunk.password(environment: ["TRUNK_2": "secret"])
        }
        #expect(throws: ProfileError.inaccessible(file: "the environment variable TRUNK_1", reason: "needs a password, found nothing")) {
            try trunk.password(environment: ["TRUNK_1": ""])
        }
    }

    @Test func anAccountMayHaveNoPassword() throws {
        let trunk = try #require(try load("trunks: { one: { \(Self.account) } }").trunks.first)
        #expect(try trunk.password(environment: [:]) == nil)
    }

    @Test func aPasswordDoesNotShowInLogs() throws {
        let password = try #require(try password(in: "secret", mode: 0o600))
        var dumped = ""
        dump(password, to: &dumped)
        for text in ["\(password)", String(reflecting: password), dumped, "\([password])", "\(Optional(password) as Any)"] {
            #expect(!text.contains("secret"), "\(text)")
        }
    }

    // MARK: Tools

    private func load(_ text: String) throws -> ServiceConfiguration {
        let folder = try ScratchFolder()
        try folder.write("partyline.yaml", text)
        return try ServiceConfiguration.load(file: "\(folder.path)/partyline.yaml", in: .ada)
    }

    private func expect(_ text: String, _ lines: [String], at location: SourceLocation = #_sourceLocation) throws {
        let folder = try ScratchFolder()
        try folder.write("partyline.yaml", text)
        var found: [String] = []
        do throws(ProfileError) {
            _ = try ServiceConfiguration.load(file: "\(folder.path)/partyline.yaml", in: .ada)
        } catch {
            found = error.all.map { $0.description.replacing("\(folder.path)/partyline.yaml:", with: "") }
        }
        #expect(found == lines, sourceLocation: location)
    }

    private func password(in text: String, mode: Int) throws -> TrunkPassword? {
        try withTrunk(password: text, mode: mode) { trunk, _ in try trunk.password(environment: [:]) }
    }

    /// What is said of a password file, with its path as PATH.
    private func problem(in text: String, mode: Int) throws -> String? {
        try withTrunk(password: text, mode: mode) { trunk, path in
            do throws(ProfileError) {
                _ = try trunk.password(environment: [:])
                return nil
            } catch {
                return error.description.replacing(path, with: "PATH")
            }
        }
    }

    private func withTrunk<Answer>(password: String, mode: Int, _ body: (TrunkConfiguration, String) throws -> Answer) throws -> Answer {
        let folder = try ScratchFolder()
        try folder.write("password", password)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: "\(folder.path)/password")
        try folder.write("partyline.yaml", "trunks: { one: { \(Self.account), password_file: password } }")
        let trunk = try #require(try ServiceConfiguration.load(file: "\(folder.path)/partyline.yaml", in: .ada).trunks.first)
        return try body(trunk, "\(folder.path)/password")
    }
}
