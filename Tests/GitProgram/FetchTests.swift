import Domain
import GitProgram
import Testing

struct FetchTests {
  let remote: Remote

  init() async throws { remote = try await Remote() }

  @Test func `a fetch moves the remote-tracking reference and nothing else`() async throws {
    try await remote.commit("Two")
    try await remote.ask(remote.origin, "tag", "v1")
    try await remote.ask(remote.origin, "branch", "other")
    let before = try await remote.ask(remote.clone, "for-each-ref", "--format=%(refname)")
    let head = try await remote.ask(remote.origin, "rev-parse", "HEAD")
    #expect(try await remote.ask(remote.clone, "rev-parse", "origin/main") != head)
    try remote.clone.fetch(remote: "origin", branch: "main", timeLimit: .seconds(20))
    #expect(try await remote.ask(remote.clone, "rev-parse", "refs/remotes/origin/main") == head)
    #expect(try await remote.ask(remote.clone, "for-each-ref", "--format=%(refname)") == before)
    #expect(try await remote.ask(remote.clone, "rev-parse", "HEAD") != head)
    await #expect(throws: Remote.Failure.self) {
      try await remote.ask(remote.clone, "rev-parse", "--verify", "-q", "FETCH_HEAD")
    }
  }

  @Test func `a rewritten branch is fetched as well`() async throws {
    try await remote.ask(remote.origin, "commit", "-q", "--amend", "--allow-empty", "-m", "Other")
    try remote.clone.fetch(remote: "origin", branch: "main", timeLimit: .seconds(20))
    #expect(
      try await remote.ask(remote.clone, "rev-parse", "refs/remotes/origin/main")
        == (try await remote.ask(remote.origin, "rev-parse", "main")))
  }

  @Test func `a branch or remote that is not there fails with what git says and a command to try`()
    async throws
  {
    for (name, branch) in [("origin", "absent"), ("nowhere", "main")] {
      do {
        try remote.clone.fetch(remote: name, branch: branch, timeLimit: .seconds(20))
        Issue.record("it was fetched")
      } catch let error as GitProgramError {
        guard case .failed(let command, 128, let output) = error else {
          Issue.record("\(error)")
          return
        }
        #expect(command == ["git", "-C", remote.path + "/clone", "fetch", name, branch])
        #expect(!output.isEmpty && error.causes == output)
        #expect(error.category == .unreadable)
        #expect(
          error.hints == [
            "see what git says: `git -C \(remote.path)/clone fetch \(name) \(branch)`"
          ])
      }
    }
  }

  @Test func `the remote's HEAD is named, a detached or missing one is not`() async throws {
    try await remote.ask(remote.origin, "checkout", "-q", "-b", "trunk/x")
    let limit = Duration.seconds(20)
    #expect(
      try remote.clone.remoteHead(of: "origin", timeLimit: limit) == "refs/heads/trunk/x")
    try await remote.ask(remote.origin, "checkout", "-q", "--detach")
    #expect(try remote.clone.remoteHead(of: "origin", timeLimit: limit) == nil)
    try await remote.ask(remote.origin, "init", "-q", "../empty")
    try await remote.ask(remote.clone, "remote", "add", "empty", "file://\(remote.path)/empty")
    #expect(try remote.clone.remoteHead(of: "empty", timeLimit: limit) == nil)
  }

  @Test func `a remote branch is looked up by its whole name`() async throws {
    let limit = Duration.seconds(20)
    let head = try await remote.ask(remote.origin, "rev-parse", "HEAD")
    try await remote.ask(remote.origin, "update-ref", "refs/heads/x/refs/heads/only", head)
    #expect(try remote.clone.remoteBranch("main", of: "origin", timeLimit: limit)?.hex == head)
    #expect(try remote.clone.remoteBranch("only", of: "origin", timeLimit: limit) == nil)
    #expect(try remote.clone.remoteBranch("absent", of: "origin", timeLimit: limit) == nil)
  }

  @Test func `a remote that asks for a password is an error and not a wait`() async throws {
    try remote.script(
      "ssh", "(: <>/dev/tty) 2>&- || { echo 'no terminal' >&2; exit 255; }; read x </dev/tty")
    try await remote.ask(remote.clone, "remote", "add", "ssh", "ssh://user:secret@host.invalid/x")
    do {
      _ = try remote.clone.remoteHead(of: "ssh", timeLimit: .seconds(10))
      Issue.record("it answered")
    } catch let error as GitProgramError {
      guard case .failed = error else {
        Issue.record("\(error)")
        return
      }
      #expect(error.causes.contains("no terminal"))
      #expect(!error.causes.joined().contains("secret"))
    }
  }
}
