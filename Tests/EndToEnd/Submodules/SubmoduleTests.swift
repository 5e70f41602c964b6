import Fixtures
import Foundation
import Testing

/// A submodule among an item's files: it is its files and its commits, as git has them.
struct SubmoduleTests {
  let server: SubmoduleServer
  var world: World { server.world }

  init() throws { server = try SubmoduleServer() }

  private func succeed(_ arguments: String...) throws -> ProgramResult {
    let result = try world.start(arguments).wait()
    guard result.status == 0 else { throw FixtureError("\(arguments) \(result.all)") }
    return result
  }

  @Test func `one that git added is brought with its files, and told with its commits`() throws {
    let first = try server.write("Begin", ["mail/hello.txt": "Hello\n", "notes.txt": "notes\n"])
    try world.clone.git(
      "-c", "protocol.file.allow=always", "submodule", "--quiet", "add",
      "file://\(server.texts.path)", SubmoduleServer.path)
    try world.clone.git("commit", "-q", "-m", "Add the texts")
    try world.clone.git("push", "-q", "origin", "HEAD:main")
    _ = try succeed("apply")
    #expect(
      world.target() == [
        "triggers/a.yaml": "title: A\n", "triggers/texts/mail/hello.txt": "Hello\n",
        "triggers/texts/notes.txt": "notes\n",
      ])
    #expect(try server.queue()["changes"] == [])

    try server.write("Greet", ["mail/hello.txt": "Good morning\n"])
    let last = try server.write("Add bye", ["mail/bye.txt": "Bye\n", "notes.txt": nil])
    // What is merged there and not pinned here does not count.
    #expect(try server.queue()["changes"] == [])
    let module = world.clone.path + "/" + SubmoduleServer.path
    try world.clone.git("-C", module, "fetch", "-q", "origin")
    try world.clone.git("-C", module, "checkout", "-q", last)
    try world.clone.git("commit", "-q", "-a", "-m", "Move the texts")
    try world.clone.git("push", "-q", "origin", "HEAD:main")
    let queue = try server.queue("--commits")
    #expect(
      queue["changes"].list.map { "\($0["kind"].text ?? "") \($0["path"].text ?? "")" } == [
        "added \(SubmoduleServer.path)/mail/bye.txt",
        "modified \(SubmoduleServer.path)/mail/hello.txt",
        "deleted \(SubmoduleServer.path)/notes.txt",
      ])
    #expect(queue["entries"].list.count == 1)
    let entry = queue["entries"][0]
    let head = try world.clone.git("rev-parse", "HEAD").trimmingCharacters(in: .newlines)
    #expect(entry["commits"] == [.text(head)])
    let move = entry["submodules"][0]
    #expect(entry["submodules"].list.count == 1)
    #expect(move["path"] == .text(SubmoduleServer.path))
    #expect(move["repository"] == "texts")
    #expect(move["from"] == .text(first))
    #expect(move["to"] == .text(last))
    #expect(try move["commits"] == .list(server.log("\(first)..\(last)")))
    #expect(move["takenBack"] == [])
    let diff = try succeed("diff", "triggers@production").output
    _ = try world.clone.gitBytes("-C", module, "checkout", "-q", first)
    #expect(
      try world.clone.gitBytes(
        "-C", module, "apply", "--numstat", "-p4", input: Array(diff))
        == world.clone.gitBytes("-C", module, "diff", "--numstat", first, last))
    _ = try succeed("apply")
    #expect(world.target()["triggers/texts/mail/hello.txt"] == "Good morning\n")
    #expect(world.target()["triggers/texts/mail/bye.txt"] == "Bye\n")
    #expect(try world.deploysync("ledger", "verify").status == 0)
    // The configuration of git has no say, and no submodule was checked out for it.
    #expect(try world.clone.git("for-each-ref", "refs/deploysync").contains("repositories/texts"))
  }

  @Test func `one that goes back tells what it takes back`() throws {
    let first = try server.write("Begin", ["hello.txt": "Hello\n"])
    let second = try server.write("Greet", ["hello.txt": "Good morning\n"])
    try server.pin(second)
    _ = try succeed("apply")
    try server.pin(first, "Back")
    let move = try server.queue("--commits")["entries"][0]["submodules"][0]
    #expect(move["commits"] == [])
    #expect(try move["takenBack"] == .list(server.log("\(first)..\(second)")))
    let text = try succeed("queued", "--commits").text
    #expect(text.contains("takes back [\(second.prefix(10))]"), "\(text)")
    _ = try succeed("apply")
    #expect(world.target()["triggers/texts/hello.txt"] == "Hello\n")
  }

  @Test func `one that goes, and a folder that comes in its place, are changes of files`() throws {
    let first = try server.write("Begin", ["hello.txt": "Hello\n", "bye.txt": "Bye\n"])
    try server.pin(first)
    _ = try succeed("apply")
    try world.push(
      "Make it a folder",
      [
        SubmoduleServer.path: nil, "\(SubmoduleServer.path)/hello.txt": "Hello\n",
        "\(SubmoduleServer.path)/new.txt": "New\n",
      ])
    let queue = try server.queue()
    #expect(
      queue["changes"].list.map { "\($0["kind"].text ?? "") \($0["path"].text ?? "")" } == [
        "deleted \(SubmoduleServer.path)/bye.txt", "added \(SubmoduleServer.path)/new.txt",
      ])
    #expect(queue["entries"][0]["submodules"][0]["to"] == .null)
    try server.pin(
      first, "And back",
      [
        "\(SubmoduleServer.path)/hello.txt": nil,
        "\(SubmoduleServer.path)/new.txt": nil,
      ])
    let back = try server.queue()
    #expect(back["changes"] == [])
    #expect(back["entries"].list.map { $0["status"] } == ["cancelled", "cancelled"])
  }

  @Test func `a bare clone and an item inside of it see the same`() throws {
    let inside = """
      version: 1
      items:
        triggers:
          paths: [data/triggers/texts/mail]
          root: data/triggers/texts
          targets: { production: { deployment: ad-hoc } }

      """
    let first = try server.write("Begin", ["mail/hello.txt": "Hello\n", "notes.txt": "notes\n"])
    try server.pin(first, "Look inside", ["deploysync.yaml": .text(inside)])
    let second = try server.write("Note", ["notes.txt": "more\n"])
    try server.pin(second, "Move it for notes")
    let third = try server.write("Greet", ["mail/hello.txt": "Good morning\n"])
    try server.pin(third, "Move it for mail")
    try world.clone.git("clone", "-q", "--bare", world.server.path, world.folder.path("bare.git"))
    let bare = try world.deploysync(
      "queued", "--fetch", "--commits", "--format", "json", in: world.folder.path("bare.git"))
    #expect(bare.status == 0, "\(bare.all)")
    let queue = try server.queue("--commits")
    #expect(try bare.json.binding("triggers")["entries"] == queue["entries"])
    #expect(
      queue["entries"].list.map { $0["subject"] } == ["Move it for mail", "Look inside"])
    #expect(queue["entries"][0]["submodules"][0]["commits"] == [.text(third)])
    _ = try succeed("apply")
    #expect(world.target() == ["mail/hello.txt": "Good morning\n"])
  }
}
