import Configuration
import Fixtures
import Testing

@testable import Differences

/// Random values: their differences are complete and lead from one to the other.
struct RandomDifferenceTests {
  @Test func `applying the differences to the old value gives the new one`() throws {
    try forEachSeed(400) { seed, generator in
      let old = RandomValues.value(depth: 0, &generator)
      var new = old
      for _ in 0..<Int.random(in: 0..<5, using: &generator) {
        new = RandomValues.changed(new, &generator)
      }
      let changes = ValueComparison(hiding: nil).changes(from: old, to: new)
      #expect(old.applying(changes) == new, "seed \(seed): \(old.json) \(new.json)")
      #expect(changes.isEmpty == (old == new), "seed \(seed)")
    }
  }

  @Test func `JSON reads the same as JSON and as YAML`() throws {
    try forEachSeed(200) { seed, generator in
      let value = RandomValues.value(depth: 0, &generator)
      let bytes = Array(value.json.utf8)
      #expect(JSONText.read(bytes) == value, "seed \(seed): \(value.json)")
      #expect(ContentYAML.read(bytes) == value, "seed \(seed): \(value.json)")
    }
  }

  @Test func `no part of a secret is in any line of a difference`() throws {
    try forEachSeed(300) { seed, generator in
      var old = ContentMap([("settings", RandomValues.value(depth: 0, &generator))])
      var new = ContentMap([("settings", RandomValues.changed(.map(old), &generator))])
      let key = ["api_token", "Password", "clientSecret", "private-key"].randomElement(
        using: &generator)
      let (a, b) = ("hunter-one-\(seed)", "hunter-two-\(seed)")
      for (map, secret) in [(0, a), (1, b)] {
        let inner = ContentValue.map(
          ContentMap([
            (key ?? "token", .list([.text(secret), .map(ContentMap([("x", .text(secret))]))]))
          ]))
        let place = ["", "nested"].randomElement(using: &generator)
        let value: ContentValue = place == "" ? inner : .list([inner, .text("beside")])
        if map == 0 { old["auth-data"] = value } else { new["auth-data"] = value }
      }
      for (x, y) in [(ContentValue.map(old), ContentValue.map(new)), (.map(old), .null)] {
        let difference = try #require(
          ContentDifference.between(
            Array(x.json.utf8), Array(y.json.utf8), name: "x.json", secrets: SecretKeys()))
        #expect(difference.hasSecrets, "seed \(seed)")
        let text = difference.changes.map(\.text).joined(separator: "\n") + "\(difference)"
        #expect(!text.contains("hunter"), "seed \(seed): \(text)")
      }
    }
  }
}
