import Credentials
import Fixtures
import Foundation
import Testing

/// Text without the secrets in it, however they are written.
@Suite struct RedactorTests {
  private func redacted(_ text: String, _ secret: String, user: String? = nil) -> String {
    Redactor([Credential(user: user, secret: Secret(secret))]).redacted(text)
  }

  @Test(arguments: [
    ("is p&ss/w\"rd ü there", "is … there"),
    ("is p%26ss%2Fw%22rd%20%C3%BC there", "is … there"),
    ("is p%26ss/w%22rd+%c3%bc there", "is … there"),
    (#"is p&ss\/w\"rd \u00fc there"#, "is … there"),
    (#"is p\u0026ss/w\"rd ü there"#, "is … there"),
    ("is p&amp;ss/w&quot;rd &#252; there", "is … there"),
    ("is p&#x26;ss&#47;w&#34;rd ü there", "is … there"),
    ("twice p&ss/w\"rd üp&ss/w\"rd ü.", "twice ……."),
    ("is p&ss/w\"rd there", "is p&ss/w\"rd there"),
    ("p&ss/w\"rd ", "p&ss/w\"rd "), ("", ""),
  ]) func `plain, percent-encoded, as a form, in JSON and in HTML`(
    _ text: String, _ shown: String
  ) {
    #expect(redacted(text, "p&ss/w\"rd ü") == shown)
  }

  @Test func `characters beyond the first plane are found in JSON's two escapes`() {
    #expect(redacted(#"a\ud83d\ude00b"#, "😀") == "a…b")
  }

  @Test func `base64 of the secret, of user and secret, and inside of longer data`() throws {
    let secret = "hunter2-hunter2?>"
    for user in ["", "a", "ab", "abc", "somebody@example.com"] {
      let known = Redactor([Credential(user: user.isEmpty ? nil : user, secret: Secret(secret))])
      for text in [secret, user + ":" + secret, "xy" + user + secret + "tail", "z" + secret] {
        let plain = Data(text.utf8).base64EncodedString()
        let url = plain.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        let percent = plain.replacing("+", with: "%2B").replacing("/", with: "%2f")
          .replacing("=", with: "%3D")
        for encoded in [plain, url, percent] {
          let shown = known.redacted("Authorization: Basic \(encoded), or so")
          #expect(shown.hasPrefix("Authorization: Basic ") && shown.hasSuffix(", or so"))
          #expect(shown.contains("…"), "\(text): \(shown)")
          // What is left is of the bytes around it, and up to six bits at either end.
          let left = shown.dropFirst("Authorization: Basic ".count).dropLast(", or so".count)
            .replacing("%3D", with: "").filter { $0 != "…" }
          #expect(left.count <= (text.utf8.count - secret.utf8.count) * 4 / 3 + 4, "\(shown)")
        }
      }
    }
  }

  @Test func `every random secret is found in every way it can be written`() throws {
    try forEachSeed(200) { seed, generator in
      let letters = Array("abcXYZ019 %+&=/?#\\\"'<>:@-_.~üß€😀")
      let secret = String(
        (0..<Int.random(in: 8...24, using: &generator)).compactMap { _ in
          generator.pick(letters)
        })
      let known = Redactor([Credential(user: "u", secret: Secret(secret))])
      let json = try JSONEncoder().encode([secret])
      let ways = [
        secret, String(decoding: json.dropFirst(2).dropLast(2), as: UTF8.self),
        secret.utf8.map { byte in
          let digits = String(byte, radix: 16, uppercase: generator.chance(50))
          return "%" + (digits.count < 2 ? "0" : "") + digits
        }.joined(),
        secret.unicodeScalars.map { "&#\($0.value);" }.joined(),
        Data(secret.utf8).base64EncodedString(), Data("u:\(secret)".utf8).base64EncodedString(),
      ]
      for way in ways {
        #expect(known.redacted("(\(way))") == "(…)", "seed \(seed): \(secret) as \(way)")
        #expect(known.occurs(in: way))
      }
    }
  }

  @Test func `text without secrets stays as it is, and without secrets all text`() throws {
    let text = "Basic cGxhaW4= 100% &amp; \\u00fc %zz \\"
    #expect(Redactor().redacted(text) == text)
    #expect(redacted(text, "hunter2") == text)
    #expect(!Redactor().occurs(in: text))
    #expect(Redactor([Credential(secret: Secret(""))]).redacted(text) == text)
  }

  @Test func `the longer of two secrets is taken whole, and later ones are learned`() {
    let redactor = Redactor([Credential(secret: Secret("abc"))])
    redactor.learn(Credential(secret: Secret("abcdef")))
    #expect(redactor.redacted("abcdef abc") == "… …")
  }

  @Test func `long text full of escapes takes no long time`() {
    let redactor = Redactor([Credential(secret: Secret(String(repeating: "+%", count: 20)))])
    let start = ContinuousClock.now
    _ = redactor.redacted(String(repeating: "+%2B%25\\u002b&#37;", count: 4000))
    #expect(ContinuousClock.now - start < .seconds(2))
  }
}
