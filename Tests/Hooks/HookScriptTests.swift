import Fixtures
import Foundation
import Testing

/// Runs the scripts of `hooks/` through git, with a stand-in for the program that writes down how it
/// was called.
struct HookScriptTests {
  let folder: TemporaryFolder
  let origin: FixtureRepository
  let clone: FixtureRepository

  init() throws {
    folder = try TemporaryFolder()
    origin = try FixtureRepository(bare: true, in: folder, named: "origin.git")
    let builder = HistoryBuilder()
    builder.commit("first", changes: ["a": "1\n"])
    try builder.write(to: origin)
    clone = try FixtureRepository.clone(of: origin, in: folder)
    try standIn("exit 0")
  }

  /// A `deploysync` that records its folder, arguments, variables and input, then runs `ending`.
  private func standIn(_ ending: String) throws {
    try folder.write(
      """
      #!/bin/sh
      { pwd; echo "$*"; env | grep -E '^GIT_(DIR|INDEX_FILE|WORK_TREE|PREFIX|QUARANTINE)' || :
        [ "$3" = post-merge ] || cat; } >'\(folder.path)/calls'
      \(ending)

      """, to: "bin/deploysync", mode: 0o755)
  }

  private func install(_ name: String, in repository: FixtureRepository, limit: Int = 60) throws {
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../hooks/\(name)")
    let text = try String(contentsOf: source, encoding: .utf8)
    let installed = text.replacing(
      "\ndeploysync=deploysync\n", with: "\ndeploysync='\(folder.path)/bin/deploysync'\n"
    ).replacing("\nlimit=60 ", with: "\nlimit=\(limit) ")
    try #require(installed != text)
    let hook = "\(repository.gitFolder)/hooks/\(name)"
    try folder.write(installed, to: String(hook.dropFirst(folder.path.count + 1)), mode: 0o755)
  }

  private func calls() -> [String] {
    (folder.text(of: "calls") ?? "").split(separator: "\n").map(String.init)
  }

  private func pushFromElsewhere() throws {
    let other = try FixtureRepository.clone(of: origin, in: folder, named: "other")
    try other.commit("second", files: ["b": "2\n"])
    try other.git("push", "-q", "origin", "main")
  }

  @Test func `a pull calls the program from the top of the work tree`() throws {
    try install("post-merge", in: clone)
    try pushFromElsewhere()
    try clone.git("pull", "-q")
    #expect(calls() == [clone.path, "hook run post-merge 0"])
  }

  @Test func `a pull with rebase hands over what was rewritten`() throws {
    try install("post-rewrite", in: clone)
    let old = try clone.commit("mine", files: ["c": "3\n"])
    try pushFromElsewhere()
    try clone.git("pull", "-q", "--rebase")
    let new = try clone.git("rev-parse", "HEAD")
    #expect(calls() == [clone.path, "hook run post-rewrite rebase", "\(old) \(new)"])
  }

  @Test func `a push calls the program in the bare repository with what moved`() throws {
    try install("post-receive", in: origin)
    let old = try clone.git("rev-parse", "HEAD")
    let new = try clone.commit("mine", files: ["c": "3\n"])
    try clone.git("push", "-q", "origin", "main")
    #expect(
      calls() == [origin.path, "hook run post-receive", "\(old) \(new) refs/heads/main"])
  }

  @Test func `a hook that was here first runs too, with git's variables and the same input`() throws
  {
    try install("post-receive", in: origin)
    try folder.write(
      "#!/bin/sh\n{ echo \"$GIT_DIR\"; cat; } >'\(folder.path)/before'\nexit 1\n",
      to: "origin.git/hooks/post-receive.before-deploysync", mode: 0o755)
    try clone.commit("mine", files: ["c": "3\n"])
    try clone.git("push", "-q", "origin", "main")
    let before = try #require(folder.text(of: "before")).split(separator: "\n").map(String.init)
    #expect(before.first == ".")
    #expect(before.last == calls().last)
  }

  @Test func `a failing program fails no pull`() throws {
    try standIn("exit 4")
    try install("post-merge", in: clone)
    try pushFromElsewhere()
    try clone.git("pull", "-q")
    #expect(try clone.git("log", "-1", "--format=%s") == "second")
  }

  @Test func `a program that hangs is stopped, and the pull says so`() throws {
    try standIn("exec sleep 30")
    try install("post-merge", in: clone, limit: 1)
    try pushFromElsewhere()
    let start = ContinuousClock.now
    let result = try clone.runGit(["pull", "-q"])
    #expect(result.status == 0)
    #expect(result.errorText == "deploysync: stopped after 1 s; look with: deploysync queued\n")
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test func `a missing program is one line, and the pull goes on`() throws {
    try install("post-merge", in: clone)
    try FileManager.default.removeItem(atPath: folder.path("bin/deploysync"))
    try pushFromElsewhere()
    let result = try clone.runGit(["pull", "-q"])
    #expect(result.status == 0)
    #expect(
      result.errorText == "deploysync: \(folder.path)/bin/deploysync was not found, "
        + "so the post-merge hook did nothing\n")
  }
}
