import AsyncHTTPClient
import Testing
@testable import WebGateway
@Test func nothing() {}
