import Configuration
import Domain
import Testing

/// Keys that are there twice: told where they are, and inside an item no matter of the others.
@Suite struct DuplicateKeyTests {
  @Test func `a duplicate inside an item disables that item alone`() throws {
    let told = try Told(
      """
      version: 1
      items:
        a:
          paths: [a]
          targets: { t: { prune: never, prune: delete } }
        b:
          paths: [b]
          "paths": [c]
          targets: [t]
          paths: [d]
        c: { paths: [c], targets: [t], 'after': [], "after": [] }
        d: { paths: [d], targets: [t] }
      """)
    #expect(
      told.texts == [
        "5:35: error: duplicate key `prune`, first in line 5",
        "8:5: error: duplicate key `paths`, first in line 7",
        "10:5: error: duplicate key `paths`, first in line 7",
        "11:47: error: duplicate key `after`, first in line 11",
      ])
    #expect(told.configuration?.items.map(\.name) == ["d"])
    #expect(told.configuration?.broken.map(\.targets) == [["t"], ["t"], ["t"]])
  }

  @Test func `outside of items a duplicate refuses the file, with all else that is wrong`() throws {
    let told = try Told("version: 1\nbranch: a\nbranch: b\nitems: {}\nitems: {}\nnew: 1\n")
    #expect(told.isRefused)
    #expect(
      told.texts == [
        "3:1: error: duplicate key `branch`, first in line 2",
        "5:1: error: duplicate key `items`, first in line 4",
        "6:1: error: unknown key `new`, expected `version`, `branch`, `timezone`, "
          + "`repositories`, `calendar`, "
          + "`items`, `exceptions`, `roles` or `ledger`",
      ])
  }

  @Test func `an item that is there twice is a duplicate, in whatever form of Unicode`() throws {
    let told = try Told("version: 1\nitems:\n  \u{e4}: {}\n  a\u{308}: {}\n")
    #expect(told.isRefused)
    #expect(told.texts.last == "4:3: error: duplicate key `a\u{308}`, first in line 3")
  }

  @Test func `keys of one letter, of any letter and in quotes are found`() throws {
    let told = try Told.item(
      "paths: [a]\ntargets: { t, ä: , ä: , 😀: , \"😀\": , 'b': , b: , ? c, c: }\nafter: []")
    let expected = [("ä", 24), ("😀", 34), ("b", 48), ("c", 58)]
    #expect(
      told.texts == expected.map { "5:\($1): error: duplicate key `\($0)`, first in line 5" })
  }

  @Test func `an empty key that is there twice is found`() throws {
    let told = try Told("version: 1\nitems: {}\n'': 1\n'': 2\n")
    #expect(told.texts == ["3:1: error: the key `` is there more than once"])
  }

  @Test func `what cannot be read to its end still tells its duplicates`() throws {
    let told = try Told("version: 1\nitems:\n  a: { was: b, was: c }\n  [\n")
    #expect(
      told.texts.first == "3:8: error: the key `was` is there more than once")
    #expect(told.texts.count == 2)
  }

  @Test func `a file of nothing but duplicates is refused in time`() throws {
    let told = try Told(
      "version: 1\n" + (0..<2000).map { "k\($0): {x: 1, x: 2}\n" }.joined() + "items: {}\n")
    #expect(told.isRefused)
    #expect(told.texts.first == "2:6: error: the key `x` is there more than once")
    #expect(told.texts.count == 33)
  }
}
