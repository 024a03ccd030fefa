import MediaTypes
import Testing

@testable import PhoneGateway

@Suite("Who is back after a lost call")
struct ReturningCallersTests {
    @Test("After five minutes nothing is left of them")
    func nothingLeft() {
        var returning = ReturningCallers()
        returning.note(CallerKey("+4930123456", trunk: "home"), room: "hall", role: .guest, at: .zero)
        #expect(returning.count(at: .seconds(299)) == 1)
        #expect(returning.count(at: .seconds(300)) == 0)
    }

    private let key = CallerKey("+4930111", trunk: "home")
    private let rooms = ["cellar", "hall"]

    @Test("The same number is back in its room, once")
    func back() {
        var callers = ReturningCallers()
        callers.note(key, room: "hall", role: .host, at: .zero)
        let place = callers.take(key, dialling: nil, among: rooms, at: .seconds(60))
        #expect(place?.room == "hall")
        #expect(place?.role == .host)
        #expect(callers.take(key, dialling: nil, among: rooms, at: .seconds(61)) == nil)
    }

    @Test("Another number, another trunk, and another room are not")
    func others() {
        var callers = ReturningCallers()
        callers.note(key, room: "hall", role: .guest, at: .zero)
        #expect(callers.take(CallerKey("+4930112", trunk: "home"), dialling: nil, among: rooms, at: .seconds(1)) == nil)
        #expect(callers.take(CallerKey("+4930111", trunk: "office"), dialling: nil, among: rooms, at: .seconds(1)) == nil)
        #expect(callers.take(key, dialling: "cellar", among: rooms, at: .seconds(1)) == nil)
        #expect(callers.take(key, dialling: "hall", among: rooms, at: .seconds(1)) != nil)
    }

    @Test("After five minutes nothing is known any more")
    func forgotten() {
        var callers = ReturningCallers()
        callers.note(key, room: "hall", role: .guest, at: .zero)
        #expect(callers.take(key, dialling: nil, among: rooms, at: ReturningCallers.patience) == nil)
    }

    @Test("Nobody is back in a room that was removed meanwhile")
    func removed() {
        var callers = ReturningCallers()
        callers.note(key, room: "hall", role: .guest, at: .zero)
        #expect(callers.take(key, dialling: nil, among: ["cellar"], at: .seconds(1)) == nil)
    }
}
