import Conference
import Foundation
import NIOSSL
import Testing

@testable import WebGateway

@Suite(.timeLimit(.minutes(1))) struct CertificateTests {
    @Test func theBoxMakesItsOwnOnceAndKeepsIt() throws {
        let folder = try TestFolder.make() + "/state"
        let first = try CertificateStore(files: nil, directory: folder, name: "box.example.org")
        let pem = try String(contentsOfFile: first.certificateFile, encoding: .utf8)
        #expect(first.isSelfSigned)
        #expect(try FileManager.default.attributesOfItem(atPath: first.keyFile)[.posixPermissions] as? Int == 0o600)
        let second = try CertificateStore(files: nil, directory: folder, name: "box.example.org")
        #expect(try String(contentsOfFile: second.certificateFile, encoding: .utf8) == pem)
    }

    @Test func anotherNameNeedsAnotherCertificate() throws {
        let folder = try TestFolder.make()
        _ = try CertificateStore(files: nil, directory: folder, name: "box.example.org")
        let pem = try String(contentsOfFile: folder + "/certificate.pem", encoding: .utf8)
        _ = try CertificateStore(files: nil, directory: folder, name: "192.0.2.7")
        #expect(try String(contentsOfFile: folder + "/certificate.pem", encoding: .utf8) != pem)
    }

    @Test(arguments: ["box.example.org", "192.0.2.7", "2001:db8::7"])
    func opensslFindsNothingWrongWithIt(_ name: String) async throws {
        let folder = try TestFolder.make()
        let store = try CertificateStore(files: nil, directory: folder, name: name)
        let shown = try await run("openssl", ["x509", "-in", store.certificateFile, "-noout", "-text"])
        let text = String(decoding: shown.output, as: UTF8.self)
        #expect(text.contains("DNS:localhost") && text.contains("IP Address:127.0.0.1") && text.contains("CA:FALSE"))
        let check = name.contains(":") || name.first?.isNumber == true ? "-checkip" : "-checkhost"
        let checked = try await run("openssl", ["x509", "-in", store.certificateFile, "-noout", check, name])
        #expect(String(decoding: checked.output, as: UTF8.self).contains("does match certificate"))
        let verified = try await run("openssl", ["verify", "-CAfile", store.certificateFile, store.certificateFile])
        #expect(verified.status == 0, "\(verified.errors)")
    }

    @Test func pagesComeByHTTPS() async throws {
        try await Box.run(Box.Plan(isSecure: true)) { box async throws in
            #expect(box.url.hasPrefix("https://"))
            #expect(try await box.ask("GET", "/privacy").status == 200)
            #expect(try await box.ask("POST", "/api/rooms/{room}/join", ["room": "hall"], headers: ["Origin": box.url]).status == 201)
            let plain = ["Origin": box.url.replacing("https://", with: "http://")]
            #expect(try await box.ask("POST", "/api/rooms/{room}/join", ["room": "hall"], headers: plain).status == 403)
        }
    }

    @Test func filesThatChangeAreReadAgainAndBrokenOnesAreNot() async throws {
        let folder = try TestFolder.make()
        let files = (certificate: folder + "/c.pem", key: folder + "/k.pem")
        func install(_ name: String) throws {
            try SelfSignedCertificate.write(name: name, certificateFile: files.certificate, keyFile: files.key)
            // The times of files have a grain; a test is quicker.
            for file in [files.certificate, files.key] {
                try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: Double.random(in: 1_000...9_999))], ofItemAtPath: file)
            }
        }
        try install("one.example.org")
        let store = try CertificateStore(files: files, directory: folder, name: "")
        #expect(!store.isSelfSigned)
        let first = store.context
        #expect(store.refresh().event == nil)
        #expect(store.context === first)
        try install("two.example.org")
        #expect(store.refresh().event == .certificateTaken)
        let second = store.context
        #expect(second !== first)
        try "no certificate".write(toFile: files.certificate, atomically: true, encoding: .utf8)
        let look = store.refresh()
        guard case .broken(let failure) = look else { Issue.record("\(look)"); return }
        #expect(failure.description.contains(files.certificate))
        #expect(look.event == .certificateBroken)
        #expect(store.context === second)
        // It is said once, and not every half a minute.
        #expect(store.refresh().event == nil)
        try install("three.example.org")
        #expect(store.refresh().event == .certificateTaken)
        #expect(store.context !== second)
    }

    @Test func filesThatAreNotThereAreAnErrorAtTheStart() throws {
        #expect(throws: CertificateStore.Failure.self) {
            try CertificateStore(files: ("/nowhere/c.pem", "/nowhere/k.pem"), directory: "/nowhere", name: "")
        }
    }
}
