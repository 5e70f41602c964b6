import Credentials
import Foundation
import Testing

/// A secret shows nothing of itself, however it is asked.
@Suite struct SecretTests {
  private static let value = "hunter2-hunter2"

  @Test func `no way of printing shows it`() throws {
    let secret = Secret(Self.value)
    let credential = Credential(user: "agent", secret: secret)
    var dumped = ""
    dump([credential], to: &dumped)
    dump(secret, to: &dumped)
    let json = try JSONEncoder().encode([credential])
    let shown = [
      "\(secret)", secret.debugDescription, String(reflecting: secret), "\(credential)",
      String(reflecting: credential), "\([secret])", "\(Optional(secret) as Any)",
      "\(["a": credential])", dumped, String(decoding: json, as: UTF8.self),
    ]
    for text in shown { #expect(!text.contains("hunter2"), "\(text)") }
    #expect("\(secret)" == "…")
    #expect(String(decoding: json, as: UTF8.self).contains("\"secret\":\"…\""))
    #expect(Mirror(reflecting: secret).children.isEmpty)
    #expect(secret.reveal() == Self.value)
  }

  @Test func `two are the same by their values`() {
    #expect(Secret("a") == Secret("a"))
    #expect(Secret("a") != Secret("b"))
    #expect(Secret("").isEmpty)
  }
}
