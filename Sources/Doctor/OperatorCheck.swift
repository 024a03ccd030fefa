import Profiles

/// Whether those who come can know who answers for the box.
struct OperatorCheck {
    let configuration: ServiceConfiguration
    /// The machine's addresses.
    let own: [IPAddress]

    func finding() -> Finding {
        if let name = configuration.operatorName, let contact = configuration.operatorContact {
            return .good(.operator, "\(name) answers for this box (\(contact)), as the page /privacy says")
        }
        guard let door = configuration.openDoor(own: own) else {
            return .good(.operator, "only the house can reach this box, so nobody has to be named who answers for it")
        }
        return .problem(
            .operator, "people from everywhere can reach this box (\(door)), and do not learn who answers for it: no server starts like this",
            remedy: "write operator.name and operator.contact into partyline.yaml")
    }
}
