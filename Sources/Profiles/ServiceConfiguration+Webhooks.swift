/// Webhooks in partyline.yaml: the keys, and what they lack.
extension ServiceConfiguration {
    static let webhookFamily = SettingFamily<ServiceConfiguration>(
        "webhooks", placeholder: "NAME", needs: "a name (\(PlainName.needs)) such as door", of: WebhookConfiguration.settings,
        name: { PlainName.isValid($0) ? $0 : nil },
        load: { name, root in root.webhooks.first { $0.name == name } ?? WebhookConfiguration(name) },
        store: { name, hook, root in
            if let index = root.webhooks.firstIndex(where: { $0.name == name }) { root.webhooks[index] = hook } else { root.webhooks.append(hook) }
        })

    func webhookProblems() -> [ProfileError] {
        webhooks.compactMap { hook in
            guard hook.url == nil, let place = places["webhooks.\(hook.name)"] else { return nil }
            return .missingKey(place, key: "webhooks.\(hook.name).url", needs: "where it is told, such as \(WebhookURL.example.text)")
        }
    }
}
