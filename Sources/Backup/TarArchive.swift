/// Plain files in the ustar format, as every `tar` reads it. Only what we write is read: files, and folders, which say nothing. Links,
/// devices and extended headers are refused, so that there is nothing in an archive that could lead elsewhere.
///
/// Our own and not libarchive's: that brings libxml2 and libicu, 40 MB, to a small box.
/// - Source: POSIX.1-1988, IEEE Std 1003.1 section 10.1.1
struct TarArchive {
    struct Entry: Equatable {
        var name: String
        var bytes: [UInt8]
        /// Permissions.
        var mode = 0o644
        /// The name of the group, where it matters to whom the file is open.
        var group = ""
    }

    /// Why bytes are no archive of ours.
    enum Failure: Error, Equatable {
        /// Not even the first header is one.
        case noArchive
        case damaged(String)
        /// An entry of a kind that we neither write nor read.
        case strange(name: String, String)
    }

    private static let blockBytes = 512

    // MARK: write

    /// - Parameter time: of all files, in seconds since 1970
    static func write(_ entries: [Entry], time: Int) -> [UInt8] {
        var archive: [UInt8] = []
        for entry in entries {
            archive += header(of: entry, time: time)
            archive += entry.bytes
            archive += [UInt8](repeating: 0, count: padding(entry.bytes.count))
        }
        return archive + [UInt8](repeating: 0, count: 2 * blockBytes)
    }

    private static func header(of entry: Entry, time: Int) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: blockBytes)
        func put(_ text: String, at offset: Int) { header.replaceSubrange(offset..<(offset + text.utf8.count), with: text.utf8) }
        put(entry.name, at: Field.name.offset)
        put(octal(entry.mode, digits: 7), at: 100)
        put(octal(0, digits: 7), at: 108)
        put(octal(0, digits: 7), at: 116)
        put(octal(entry.bytes.count, digits: 11), at: Field.size.offset)
        put(octal(max(0, time), digits: 11), at: 136)
        put("0", at: Field.kind.offset)
        put("ustar", at: Field.magic.offset)
        put("00", at: 263)
        put("root", at: 265)
        put(String(entry.group.prefix(31)), at: Field.group.offset)
        put(octal(checksum(of: header[...]), digits: 6), at: Field.checksum.offset)
        header[Field.checksum.offset + 7] = UInt8(ascii: " ")
        return header
    }

    private static func octal(_ value: Int, digits: Int) -> String {
        let text = String(value, radix: 8)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    // MARK: read

    static func read(_ archive: [UInt8]) throws(Failure) -> [Entry] {
        var entries: [Entry] = []
        var offset = 0
        while true {
            guard archive.count - offset >= blockBytes else { throw offset == 0 ? .noArchive : .damaged("it has no end") }
            let header = archive[offset..<(offset + blockBytes)]
            if header.allSatisfy({ $0 == 0 }) { return entries }
            offset += blockBytes
            guard number(Field.checksum, in: header) == checksum(of: header), text(Field.magic, in: header)?.hasPrefix("ustar") == true else {
                throw entries.isEmpty ? .noArchive : .damaged("what follows \(entries.last?.name ?? "") is no file")
            }
            guard let name = text(Field.name, in: header), text(Field.prefix, in: header)?.isEmpty == true else {
                throw .strange(name: "a file with a name", "that is no name of ours")
            }
            guard let size = number(Field.size, in: header), size <= archive.count - offset else { throw .damaged("\(name) is not whole") }
            switch header[header.startIndex + Field.kind.offset] {
            case UInt8(ascii: "0"), 0:
                let bytes = Array(archive[offset..<(offset + size)])
                let (mode, group) = (number(Field.mode, in: header) ?? 0o644, text(Field.group, in: header) ?? "")
                entries.append(Entry(name: name, bytes: bytes, mode: mode & 0o777, group: group))
            case UInt8(ascii: "5"): guard size == 0 else { throw .strange(name: name, "a folder that holds bytes") }
            default: throw .strange(name: name, "which is no plain file")
            }
            guard entries.count <= BackupLimits.entries else { throw .damaged("it holds more than \(BackupLimits.entries) files") }
            offset += size + padding(size)
        }
    }

    private struct Field {
        let offset: Int
        let count: Int

        static let name = Field(offset: 0, count: 100)
        static let mode = Field(offset: 100, count: 8)
        static let size = Field(offset: 124, count: 12)
        static let checksum = Field(offset: 148, count: 8)
        static let kind = Field(offset: 156, count: 1)
        static let magic = Field(offset: 257, count: 6)
        static let group = Field(offset: 297, count: 32)
        static let prefix = Field(offset: 345, count: 155)
    }

    /// Up to the first zero; nil for what is no UTF-8.
    private static func text(_ field: Field, in header: ArraySlice<UInt8>) -> String? {
        let bytes = header.dropFirst(field.offset).prefix(field.count).prefix { $0 != 0 }
        return String(validating: bytes, as: UTF8.self)
    }

    /// Octal digits, with spaces or zeros around; nil for anything else, GNU's binary numbers too.
    private static func number(_ field: Field, in header: ArraySlice<UInt8>) -> Int? {
        guard let text = text(field, in: header) else { return nil }
        let digits = text.drop { $0 == " " }.prefix { $0 != " " }
        guard digits.count <= 11, digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }) else { return nil }
        return Int(digits, radix: 8)
    }

    /// The sum of all bytes, those of the sum itself taken for spaces.
    private static func checksum(of header: ArraySlice<UInt8>) -> Int {
        let all = header.reduce(0) { $0 + Int($1) }
        let own = header.dropFirst(Field.checksum.offset).prefix(Field.checksum.count).reduce(0) { $0 + Int($1) }
        return all - own + Field.checksum.count * Int(UInt8(ascii: " "))
    }

    private static func padding(_ size: Int) -> Int { (blockBytes - size % blockBytes) % blockBytes }
}
