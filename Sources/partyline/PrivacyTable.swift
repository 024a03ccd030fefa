import AdminAPI
import Privacy
import Profiles

/// What a box holds of people, as text and for scripts.
struct PrivacyTable: Encodable {
    struct Row: Encodable {
        let data: KeptData
        let place: KeptData.Place
        let what: String
        let howLong: String
        let whoSees: String
        /// How many there are; nil where nobody counts, or no server runs.
        let now: Int?
        /// Where it lies on the disk.
        let path: String?
        /// The properties of the program that hold it.
        let heldIn: [String]
    }

    let `operator`: BoxOperator?
    let isRunning: Bool
    let rows: [Row]
    private let notice: PrivacyNotice

    private enum CodingKeys: CodingKey { case `operator`, isRunning, rows }

    /// - Parameters:
    ///   - file: the configuration's
    ///   - answer: of a running server; nil where there is none
    init(_ configuration: ServiceConfiguration, file: String?, answer: PrivacyQuery.Answer?, language: NoticeLanguage) {
        notice = PrivacyNotice(language)
        `operator` = configuration.boxOperator
        isRunning = answer != nil
        rows = KeptData.allCases.map { data in
            let text = data.text(in: language)
            return Row(
                data: data, place: data.place, what: text.what, howLong: text.howLong, whoSees: text.whoSees,
                now: data.isCounted ? answer?.kept[data.rawValue] : nil, path: configuration.path(of: data, file: file), heldIn: KeptFields.holding(data))
        }
    }

    func lines() -> [String] {
        let columns = notice.columns
        let owner = `operator`.map { $0.name + ($0.contact.map { ", \($0)" } ?? "") } ?? notice.noOperator
        var lines = [notice.hearing[0], "", "\(notice.operatorTitle): \(owner)"]
        if !isRunning { lines += ["", notice.noServer] }
        for place in KeptData.Place.allCases {
            lines += ["", notice.heading(of: place)]
            for row in rows where row.place == place {
                let count = row.now.map { "  [\(notice.now): \($0)]" } ?? ""
                lines.append("  \(row.what)\(count)")
                if place == .nowhere {
                    lines.append("      \(row.howLong)")
                } else {
                    lines += ["      \(columns.howLong): \(row.howLong)", "      \(columns.whoSees): \(row.whoSees)"]
                }
                if let path = row.path { lines.append("      \(path)") }
            }
        }
        return lines
    }
}

extension ServiceConfiguration {
    /// Who answers for the box; nil where nobody is named.
    var boxOperator: BoxOperator? { BoxOperator(name: operatorName, contact: operatorContact) }

    /// Where something lies on the disk.
    fileprivate func path(of data: KeptData, file: String?) -> String? {
        switch data {
        case .room: roomsDirectory
        case .configuration: file
        case .profiles: profilesDirectory
        case .prompts: promptsDirectory
        case .certificate: webCertificate ?? "\(stateDirectory)/certificate.pem"
        default: nil
        }
    }
}
