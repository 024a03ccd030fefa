import CYAML

/// Makes nodes of libyaml's events, one document a file, and refuses what multiplies: anchors and aliases.
@safe struct YAMLComposer {
    /// No file of ours needs more than three.
    private static let limitDepth = 32

    private let file: String
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let bytes: [UInt8]

    /// - Parameters:
    ///   - bytes: UTF-8
    ///   - file: as error lines are to name it
    /// - Returns: nil when the file holds comments only
    static func compose(_ bytes: [UInt8], of file: String) throws(ProfileError) -> YAMLNode? {
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        defer { unsafe parser.deallocate() }
        guard unsafe yaml_parser_initialize(parser) == 1 else { throw .inaccessible(file: file, reason: "there is no memory to read it with") }
        defer { unsafe yaml_parser_delete(parser) }
        return try unsafe bytes.withUnsafeBufferPointer { buffer throws(ProfileError) in
            unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
            unsafe yaml_parser_set_input_string(parser, buffer.baseAddress, buffer.count)
            return try unsafe YAMLComposer(file: file, parser: parser, bytes: bytes).onlyDocument()
        }
    }

    private func onlyDocument() throws(ProfileError) -> YAMLNode? {
        var root: YAMLNode?
        while true {
            let event = try next()
            switch event.kind {
            case .nothing: continue
            case .streamEnd: return root
            case .documentStart where root != nil: throw .syntax(event.place, problem: "a second document starts here; one file holds one")
            case .documentStart: continue
            case .content(let start): root = try node(start, event, depth: 1)
            case .end: throw .syntax(event.place, problem: "something ends here that did not begin")
            }
        }
    }

    /// The rest of what has begun.
    private func node(_ start: Start, _ event: Event, depth: Int) throws(ProfileError) -> YAMLNode {
        let place = event.place
        guard depth <= Self.limitDepth else { throw .syntax(place, problem: "more than \(Self.limitDepth) levels, one in another") }
        switch start {
        case .scalar(let text, let isPlain):
            return YAMLNode(place: place, extent: event.extent, content: .scalar(text, isPlain: isPlain))
        case .sequence:
            var items: [YAMLNode] = []
            var end = event.extent.upperBound
            while let item = try child(depth, &end) { items.append(item) }
            return YAMLNode(place: place, extent: event.extent.lowerBound..<end, content: .sequence(items))
        case .mapping:
            var pairs: [(key: YAMLNode, value: YAMLNode)] = []
            var names: Set<String> = []
            var end = event.extent.upperBound
            while let key = try child(depth, &end) {
                if case .scalar(let name, _) = key.content, !names.insert(name).inserted {
                    throw .duplicateKey(key.place, key: Excerpt.of(name))
                }
                guard let value = try child(depth, &end) else { throw .syntax(key.place, problem: "a key without a value") }
                pairs.append((key, value))
            }
            return YAMLNode(place: place, extent: event.extent.lowerBound..<end, content: .mapping(pairs))
        }
    }

    /// The next one inside; nil at the end of what it would be inside of.
    /// - Parameter end: where that end is
    private func child(_ depth: Int, _ end: inout Int) throws(ProfileError) -> YAMLNode? {
        let event = try next()
        guard case .content(let start) = event.kind else {
            end = max(end, event.extent.upperBound)
            return nil
        }
        return try node(start, event, depth: depth + 1)
    }

    // MARK: Events

    private enum Start {
        case scalar(String, isPlain: Bool)
        case sequence
        case mapping
    }

    private enum Kind {
        case nothing
        case documentStart
        case content(Start)
        /// Of a sequence or mapping.
        case end
        case streamEnd
    }

    private struct Event {
        let kind: Kind
        let place: Place
        /// In Unicode scalars.
        let extent: Range<Int>
    }

    private func next() throws(ProfileError) -> Event {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { unsafe yaml_event_delete(&event) }
        let place = unsafe place(event.start_mark)
        let start = Int(clamping: unsafe event.start_mark.index)
        let extent = start..<max(start, Int(clamping: unsafe event.end_mark.index))
        return Event(kind: try unsafe kind(of: event, at: place), place: place, extent: extent)
    }

    private func kind(of event: yaml_event_t, at place: Place) throws(ProfileError) -> Kind {
        switch unsafe event.type {
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            guard unsafe scalar.anchor == nil else { throw .anchor(place) }
            let text = unsafe String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            return .content(.scalar(text, isPlain: unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE))
        case YAML_SEQUENCE_START_EVENT:
            guard unsafe event.data.sequence_start.anchor == nil else { throw .anchor(place) }
            return .content(.sequence)
        case YAML_MAPPING_START_EVENT:
            guard unsafe event.data.mapping_start.anchor == nil else { throw .anchor(place) }
            return .content(.mapping)
        case YAML_ALIAS_EVENT: throw .anchor(place)
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return .end
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_STREAM_END_EVENT: return .streamEnd
        default: return .nothing
        }
    }

    private func place(_ mark: yaml_mark_t) -> Place { Place(file: file, line: Int(mark.line) + 1, column: Int(mark.column) + 1) }

    private func failure() -> ProfileError {
        let problem = unsafe parser.pointee.problem.map { unsafe String(cString: $0) } ?? "no YAML"
        // Of bytes that YAML does not allow libyaml gives the offset, of all else the line and the column.
        if unsafe parser.pointee.error == YAML_READER_ERROR {
            let before = String(decoding: bytes.prefix(Int(clamping: unsafe parser.pointee.problem_offset)), as: UTF8.self).unicodeScalars
            let column = before.reversed().prefix { $0 != "\n" }.count + 1
            return .syntax(Place(file: file, line: before.count { $0 == "\n" } + 1, column: column), problem: problem)
        }
        let context = unsafe parser.pointee.context.map { unsafe String(cString: $0) }
        // A lone * too, which is meant as one and not as an alias.
        if context == "while scanning an alias" { return .anchor(unsafe place(parser.pointee.context_mark)) }
        return .syntax(unsafe place(parser.pointee.problem_mark), problem: [context, problem].compactMap(\.self).joined(separator: ": "))
    }
}
