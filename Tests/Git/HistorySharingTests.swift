import Dispatch
import Domain
import FoundationEssentials
import Git
import Synchronization
import Testing

struct HistorySharingTests {
  @Test func `more than 32 blocks are made one`() throws {
    let history = try HistoryCase(commits: 9)
    let repository = try Repository.open(history.path)
    let index = try repository.history()
    for number in 1...70 {
      // The older folders of interest stay known.
      let commit = history.commits[number % history.commits.count]
      try index.explore([commit]) { _, _ in number > 40 }
      index.save()
      #expect(try history.blockCount() == (number - 1) % 32 + 1, "\(number)")
    }
    try history.checkKept("made one")
  }

  @Test func `many who write at once leave a file that is whole`() throws {
    let history = try HistoryCase(commits: 24)
    let (path, commits) = (history.path, history.commits)
    let failures = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 8) { writer in
      do {
        for round in 0..<8 {
          let repository = try Repository.open(path)
          let index = try repository.history()
          let own = commits.indices.filter { ($0 + round) % 8 == writer }.map { commits[$0] }
          try index.explore(own) { _, folder in (folder.bytes.count + round) % 3 > 0 || round > 5 }
          index.save()
          if writer == 0, round % 3 == 2 {
            try? FileManager.default.removeItem(atPath: path + "/.git/deploysync/history")
          }
        }
      } catch {
        failures.withLock { $0.append("\(error)") }
      }
    }
    let found = failures.withLock { $0 }
    #expect(found == [])
    #expect(try history.blockCount() != nil)
    let repository = try Repository.open(path)
    let index = try repository.history()
    #expect(commits.contains { index.touched($0) != nil })
    // Whatever is known is so: looking at all of it adds what nobody looked into.
    try index.explore(commits) { _, _ in true }
    try history.check(index, "after many wrote")
    index.save()
    try history.checkKept("after many wrote")
  }

  @Test func `what nobody could write while another wrote is found again`() throws {
    let history = try HistoryCase(commits: 8)
    let first = try Repository.open(history.path)
    let second = try Repository.open(history.path)
    // Both have read the file before either wrote.
    let (one, two) = (try first.history(), try second.history())
    try one.explore(Array(history.commits.prefix(5))) { _, _ in true }
    try two.explore(Array(history.commits.suffix(5))) { _, _ in true }
    // What one of them found out is not forgotten for what the other one knows less of.
    for commit in history.commits.prefix(3) { _ = try two.link(commit, remembering: true) }
    one.save()
    two.save()
    try history.checkKept("both wrote")
    // One of the first; of the second what its commits touch, and the links.
    #expect(try history.blockCount() == 3)
  }

  @Test func `a linked worktree has the same file`() throws {
    let history = try HistoryCase(commits: 6)
    let worktree = history.sandbox.folder("linked")
    try history.sandbox.git("worktree", "add", "-q", "--detach", "--no-checkout", worktree, "c5")
    let repository = try Repository.open(worktree)
    #expect(repository.gitDirectory != repository.commonDirectory)
    try history.check(repository.history(), "in the worktree")
    try repository.history().save()
    #expect(!FileManager.default.fileExists(atPath: repository.gitDirectory + "/deploysync"))
    try history.checkKept("in the main one")
    let again = try Repository.open(worktree)
    #expect(try again.history().blocks.count == 1)
  }
}
