import Fixtures
import Testing

/// Objects that a branch of another repository cannot or must not hold.
struct BranchRefusalTests {
  @Test(arguments: [
    ("TRIGGERS/other.yaml", "are the same on systems that ignore case"),
    ("triggers/A.yaml", "its name and triggers/A.yaml are the same on systems that ignore case"),
    ("triggers/a.yaml/deep", "is a folder"),
    ("triggers", "cannot be reached: triggers is no folder"),
  ]) func `a file of others that cannot be beside ours`(_ path: String, _ reason: String) throws {
    let mirror = try Mirror()
    let tip = try mirror.push("Begin", [path: "theirs\n"])
    let plan = try mirror.world.deploysync("plan")
    #expect(plan.text.contains(reason), "\(plan.all)")
    let result = try mirror.apply()
    #expect([1, 3].contains(result.status), "\(result.all)")
    #expect(result.all.contains(reason), "\(result.all)")
    #expect(try mirror.tip() == tip)
  }

  @Test func `our own object can change the case of its name`() throws {
    let mirror = try Mirror()
    #expect(try mirror.apply().status == 0)
    try mirror.merge(["data/triggers/a.yaml": nil, "data/triggers/A.yaml": "title: A\n"])
    let result = try mirror.apply()
    #expect(result.status == 0, "\(result.all)")
    #expect(try mirror.entries().keys.sorted() == ["triggers/A.yaml", "triggers/b.yaml"])
    try mirror.merge([
      "data/triggers/A.yaml": nil, "data/triggers/b.yaml": nil, "data/triggers/b": "file\n",
      "data/triggers/A.yaml/x": "x\n",
    ])
    let folder = try mirror.apply()
    #expect(folder.status == 0, "\(folder.all)")
    #expect(try mirror.entries().keys.sorted() == ["triggers/A.yaml/x", "triggers/b"])
    #expect(try mirror.flaws() == "")
  }

  @Test func `no file of an item says where the branch's submodules come from`() throws {
    let configuration = """
      version: 1
      items:
        all: { paths: [data], root: data, targets: { mirror: { deployment: ad-hoc } } }

      """
    let file: [String: FixtureFile?] = [
      "data/.gitmodules": "[submodule \"x\"]\n\tpath = x\n\turl = https://example.com/x\n"
    ]
    let mirror = try Mirror(configuration, files: file)
    let result = try mirror.apply()
    #expect(result.status == 1, "\(result.all)")
    let words = "it would say where the branch's submodules are fetched from"
    #expect(result.all.contains(words), "\(result.all)")
    #expect(try mirror.tip() == nil)
    // Below a folder git takes no notice of it.
    try mirror.serve(at: "path: \(mirror.repository.path)", keys: "folder: copy")
    #expect(try mirror.apply().status == 0)
    #expect(try mirror.entries().keys.sorted() == ["copy/.gitmodules"])
  }

  @Test(arguments: [
    ("/etc/passwd", "absolute path"), ("../../../x", "outside of the target"),
  ]) func `a link that leaves the branch is refused, one within is not`(
    _ link: String, _ reason: String
  ) throws {
    let mirror = try Mirror(
      files: Mirror.files.merging(["data/triggers/in": .symlink("../../README")]) { $1 },
      keys: "folder: desk")
    #expect(try mirror.apply().status == 0)
    #expect(try mirror.texts()["desk/triggers/in"] == "../../README")
    try mirror.merge(["data/triggers/out": .symlink(link)])
    let result = try mirror.apply()
    #expect(result.status == 1, "\(result.all)")
    #expect(result.all.contains(reason), "\(result.all)")
  }
}
