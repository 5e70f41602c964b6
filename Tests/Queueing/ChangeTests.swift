import Domain
import Fixtures
import Git
import Queueing
import Testing

struct ChangeTests {
  private let item = Item(paths: "data")

  /// The changes from one set of files to another, as text.
  private func changes(
    _ old: [String: FixtureFile], _ new: [String: FixtureFile]
  ) throws -> [String] {
    let fixture = try QueueFixture()
    let deployed = fixture.builder.commit("old", snapshot: old)
    fixture.builder.commit("new", snapshot: new)
    return try fixture.queue(item, fixture.record(item, deployed: deployed)).changes.map {
      "\($0.kind) \($0.from.map { "\($0) -> " } ?? "")\($0.path)"
    }
  }

  @Test func `the same content elsewhere is a rename`() throws {
    #expect(
      try changes(["data/a": "1", "data/k": "k"], ["data/b": "1", "data/k": "k"]) == [
        "renamed data/a -> data/b"
      ])
  }

  @Test func `similar content is a deletion and an addition`() throws {
    let text = (0..<50).map { "line \($0)\n" }.joined()
    #expect(
      try changes(["data/a": .text(text)], ["data/b": .text(text + "x")]) == [
        "deleted data/a", "added data/b",
      ])
  }

  @Test func `empty files are never paired`() throws {
    #expect(try changes(["data/a": ""], ["data/b": ""]) == ["deleted data/a", "added data/b"])
  }

  @Test func `a file of the same name is taken before another, and each only once`() throws {
    #expect(
      try changes(
        ["data/a": "1", "data/x/b": "1"], ["data/y/b": "1", "data/c": "1", "data/d": "1"])
        == ["renamed data/a -> data/c", "added data/d", "renamed data/x/b -> data/y/b"])
  }

  @Test func `a copy is an addition`() throws {
    #expect(try changes(["data/a": "1"], ["data/a": "1", "data/b": "1"]) == ["added data/b"])
  }

  @Test func `what moves out of the item is deleted, what moves in is added`() throws {
    #expect(
      try changes(["data/a": "1", "other/b": "2"], ["other/a": "1", "data/b": "2"]) == [
        "deleted data/a", "added data/b",
      ])
  }

  @Test func `a mode alone is a modification, another type is a change of type`() throws {
    #expect(
      try changes(
        ["data/a": "1", "data/b": "1", "data/c": .symlink("x")],
        ["data/a": .executable("1"), "data/b": .symlink("1"), "data/c": "y"]) == [
          "modified data/a", "typeChanged data/b", "typeChanged data/c",
        ])
  }

  @Test func `links and submodules are never renamed`() throws {
    let commit = String(repeating: "a", count: 40)
    #expect(
      try changes(
        ["data/a": .symlink("x"), "data/s": .submodule(commit)],
        ["data/b": .symlink("x"), "data/t": .submodule(commit)]) == [
          "deleted data/a", "added data/b", "deleted data/s", "added data/t",
        ])
  }

  @Test func `an executable file may be the source of a rename`() throws {
    #expect(
      try changes(["data/a": .executable("1")], ["data/b": "1"]) == ["renamed data/a -> data/b"])
  }

  @Test func `a file that becomes a folder goes and what is in it comes`() throws {
    #expect(
      try changes(["data/a": "1"], ["data/a/b": "2", "data/a.c": "3"]) == [
        "deleted data/a", "added data/a.c", "added data/a/b",
      ])
    #expect(
      try changes(["data/a/b": "2"], ["data/a": "1"]) == ["added data/a", "deleted data/a/b"])
  }

  @Test func `a submodule's new commit is a modification`() throws {
    let (one, two) = (String(repeating: "a", count: 40), String(repeating: "b", count: 40))
    #expect(
      try changes(["data/s": .submodule(one)], ["data/s": .submodule(two)]) == ["modified data/s"])
  }
}
