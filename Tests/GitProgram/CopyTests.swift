import Domain
import FoundationEssentials
import GitProgram
import Testing

/// One branch of another repository is brought under a reference of its own.
struct CopyTests {
  let remote: Remote
  private let reference = "refs/deploysync/repositories/managed"

  init() async throws { remote = try await Remote() }

  private func copy(_ location: String? = nil, branch: String? = nil) throws {
    try remote.clone.copy(
      from: location ?? "file://\(remote.path)/origin", branch: branch, to: reference,
      timeLimit: .seconds(20))
  }

  private func references() async throws -> [String] {
    try await remote.ask(remote.clone, "for-each-ref", "--format=%(refname)").split(separator: "\n")
      .map(String.init)
  }

  private func copied() async throws -> String {
    try await remote.ask(remote.clone, "rev-parse", reference)
  }

  @Test func `the branch that HEAD is on comes with its history, and nothing else`() async throws {
    try await remote.commit("Two")
    try await remote.ask(remote.origin, "tag", "v1")
    try await remote.ask(remote.origin, "branch", "other")
    let before = try await references()
    for location in ["file://\(remote.path)/origin", "\(remote.path)/origin"] {
      try copy(location)
      #expect(try await references().sorted() == (before + [reference]).sorted())
      #expect(
        try await copied() == (try await remote.ask(remote.origin, "rev-parse", "HEAD")))
      #expect(try await remote.ask(remote.clone, "rev-list", "--count", reference) == "2")
    }
  }

  @Test func `a named branch is taken, a tag of that name is not`() async throws {
    try await remote.ask(remote.origin, "branch", "live")
    try await remote.commit("Two")
    try await remote.ask(remote.origin, "tag", "live")
    try copy(branch: "live")
    let live = try await remote.ask(remote.origin, "rev-parse", "refs/heads/live")
    #expect(try await copied() == live)
    #expect(try await remote.ask(remote.origin, "rev-parse", "refs/tags/live") != live)
  }

  @Test func `a rewritten branch is taken as it is now`() async throws {
    try copy()
    try await remote.ask(remote.origin, "commit", "-q", "--amend", "--allow-empty", "-m", "Other")
    try copy()
    #expect(try await copied() == (try await remote.ask(remote.origin, "rev-parse", "HEAD")))
  }

  @Test func `what a killed process had fetched is let go, and nothing of a living one`()
    async throws
  {
    try copy()
    let commit = try await copied()
    let boot = try String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
      .filter(\.isHexDigit)
    let namespace = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")
      .filter(\.isNumber)
    let folder = "refs/deploysync/incoming"
    // Process IDs end at 2^22 (proc(5), pid_max).
    let gone = "\(folder)/\(boot)-\(namespace)-4999999-1"
    let other = String(repeating: "0", count: 32)
    let kept = [
      "\(folder)/\(boot)-\(namespace)-1-2", "\(folder)/\(other)-\(namespace)-4999999-3",
      "\(folder)/4",
    ]
    for name in kept + [gone] { try await remote.ask(remote.clone, "update-ref", name, commit) }
    try copy()
    #expect(try await references().filter { $0.hasPrefix(folder) }.sorted() == kept.sorted())
  }

  @Test func `a shallow clone is refused, and the copy that was there stays`() async throws {
    try copy()
    let before = try await copied()
    try await remote.commit("Two")
    try await remote.commit("Three")
    try await remote.ask(
      remote.origin, "clone", "-q", "--depth", "1", "file://\(remote.path)/origin",
      remote.path + "/shallow")
    for location in ["file://\(remote.path)/shallow", "\(remote.path)/shallow"] {
      let error = #expect(throws: GitProgramError.self) { try copy(location) }
      #expect(error == .shallow(location))
      #expect(error?.category == .unreadable)
      #expect(try await copied() == before)
    }
    #expect(try await references().allSatisfy { !$0.contains("incoming") })
  }

  @Test func `a whole repository is copied into a shallow clone`() async throws {
    try await remote.commit("Two")
    try await remote.ask(
      remote.origin, "clone", "-q", "--depth", "1", "file://\(remote.path)/origin",
      remote.path + "/shallow")
    try await remote.ask(remote.origin, "init", "-q", "-b", "main", remote.path + "/content")
    let content = GitCommand(
      directory: remote.path + "/content", environment: remote.environment)
    for message in ["A", "B", "C"] {
      try await remote.ask(content, "commit", "-q", "--allow-empty", "-m", message)
    }
    let shallow = GitCommand(
      directory: remote.path + "/shallow", environment: remote.environment)
    try shallow.copy(
      from: "file://\(remote.path)/content", branch: nil, to: reference, timeLimit: .seconds(20))
    #expect(try await remote.ask(shallow, "rev-list", "--count", reference) == "3")
  }

  @Test func `what is not there fails with what git says`() async throws {
    for (location, branch) in [
      (remote.path + "/origin", "absent"), (remote.path + "/nowhere", nil as String?),
    ] {
      let error = #expect(throws: GitProgramError.self) {
        try copy(location, branch: branch)
      }
      guard case .failed(_, 128, let output)? = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      #expect(!output.isEmpty && error?.causes == output)
    }
  }

  @Test(arguments: ["--upload-pack=touch", ""])
  func `a place that git could take for an option is refused`(_ location: String) async throws {
    #expect(throws: GitProgramError.refusedName(location)) { try copy(location) }
  }
}
