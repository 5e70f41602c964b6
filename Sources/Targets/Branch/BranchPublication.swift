import Configuration
import Domain
import Faults
import Git
import GitProgram
import Glibc

/// The way of a run's parts to the branch: commits on top of what was fetched, and one push that the
/// other repository takes only if the branch has not moved.
///
/// Whatever a push was answered, the branch is fetched and read: that alone counts. Where somebody
/// else pushed meanwhile, every object is compared with what the run was planned from and the commits
/// are made anew on top of theirs.
struct BranchPublication {
  /// So often the commits are made anew.
  private static let replayLimit = 10
  /// So many pushes that nothing explains, or whose answer was lost, count as one.
  private static let pushLimit = 3

  private let view: BranchView
  private let parts: [BranchPart]
  private let names: BranchNames

  init(_ view: BranchView, _ parts: [BranchPart]) {
    self.view = view
    self.parts = parts
    names = BranchNames(in: view.repository)
  }

  private var branch: FetchedBranch { view.branch }
  private var repository: Repository { view.repository }

  /// Throws `BranchConflict`, and what storing commits and reading them throws.
  func run(mayContinue: () throws -> Void) throws -> WriteOutcome {
    for _ in 0..<Self.replayLimit {
      guard let commit = try commit(on: branch.tip) else { return try proof() }
      FaultPoint.branchCommitted.pass()
      if let outcome = try push(commit, mayContinue) { return outcome }
    }
    return .failed("nothing was pushed: others push to \(branch.place.branch) all the time")
  }

  /// Pushes one commit; nil where the branch has moved since.
  private func push(
    _ commit: ObjectID, _ mayContinue: () throws -> Void
  ) throws -> WriteOutcome? {
    let base = branch.tip
    var words = ""
    for _ in 0..<Self.pushLimit {
      do {
        try mayContinue()
      } catch {
        return .skipped(
          "nothing was pushed: \((error as? any ExplainedError)?.message ?? "\(error)")")
      }
      FaultPoint.branchPushBefore.pass()
      let answer = answer(to: commit)
      FaultPoint.branchPushed.pass()
      do {
        try branch.refresh()
      } catch {
        let reason = (error as? any ExplainedError)?.message ?? "\(error)"
        return .failed(unread(answer) + reason)
      }
      if let tip = branch.tip, try tip == commit || repository.isAncestor(commit, of: tip) {
        return try proof()
      }
      if case .accepted = answer { return try proof() }
      guard branch.tip == base else { return nil }
      words = answer.words
      guard answer.mayPass else { break }
      usleep(200_000)
    }
    return .failed("the repository did not take the commit: \(words)")
  }

  // MARK: Answers

  private enum Answer {
    case accepted
    case declined([String])
    case lost(GitProgramError)

    /// What was said, in one line.
    var words: String {
      switch self {
      case .accepted: "it was taken"
      case .declined(let words): Self.told(words)
      case .lost(let error): error.inOneLine
      }
    }

    /// What the server's hooks said, and behind it git's own summary, which is the last of the words.
    private static func told(_ words: [String]) -> String {
      let mark = "remote:"
      let said = words.filter { $0.hasPrefix(mark) }.compactMap { line -> String? in
        let text = line.dropFirst(mark.count).split(separator: " ").joined(separator: " ")
        return text.contains { $0.isLetter } ? text : nil
      }
      let summary = words.last ?? "no reason was given"
      return said.isEmpty ? summary : "\(said.joined(separator: "; ")) \(summary)"
    }

    /// Whether the same push can be taken a moment later: its answer was lost, or another one, or the
    /// server's own hook, had the branch locked. A rule of the server stays.
    var mayPass: Bool {
      switch self {
      case .accepted: false
      case .declined(let words):
        words.last.map {
          $0.hasPrefix("[rejected]") || $0.contains("lock") || $0.contains("failed to update ref")
        } ?? false
      case .lost(.interrupted): false
      case .lost: true
      }
    }
  }

  private func answer(to commit: ObjectID) -> Answer {
    do {
      switch try branch.push(commit) {
      case .accepted: return .accepted
      case .declined(let words): return .declined(words)
      }
    } catch let error as GitProgramError {
      return .lost(error)
    } catch {
      return .declined(["\(error)"])
    }
  }

  /// What is known of the push where the branch cannot be fetched after it.
  private func unread(_ answer: Answer) -> String {
    switch answer {
    case .accepted: "the commit was taken, but it cannot be read back, which the next run does: "
    case .declined: "the repository did not take the commit: \(answer.words); then "
    case .lost:
      "it is not known whether the repository took the commit, which the next run finds out: "
        + "\(answer.words); then "
    }
  }

  // MARK: Commits

  /// The commits of all parts on top of one, nil for none; nil where all is there already.
  private func commit(on base: ObjectID?) throws -> ObjectID? {
    var tip = base
    var tree = try branch.fetchedTree()
    for part in parts {
      let (changed, count) = try self.tree(tree, with: part)
      guard changed != tree else { continue }
      tip = try commit(part, of: changed, objects: count, on: tip)
      tree = changed
    }
    return tip == base ? nil : tip
  }

  private func commit(
    _ part: BranchPart, of tree: ObjectID, objects: Int, on parent: ObjectID?
  ) throws -> ObjectID {
    let person = part.origin?.person ?? Person(name: "deploysync", email: "deploysync@localhost")
    let at = part.origin?.at ?? Timestamp(seconds: Int64(time(nil)))
    let author = Person(
      name: branch.place.authorName ?? person.name,
      email: branch.place.authorEmail ?? person.email)
    return try repository.createCommit(
      tree: tree, parents: parent.map { [$0] } ?? [],
      author: Signature(person: author, time: at),
      committer: Signature(person: person, time: at), message: part.message(objects: objects))
  }

  /// The tree with a part's changes, and how many there are. What is as it is to be already needs none.
  ///
  /// Throws `BranchConflict` where something is not as it was planned from, or cannot be beside what
  /// others have there.
  private func tree(
    _ tree: ObjectID, with part: BranchPart
  ) throws -> (tree: ObjectID, count: Int) {
    let objects = view.objects(of: tree)
    let asked = AskedPlaces(part.changes.map(\.place))
    let open = try part.changes.filter { change in
      let found = try objects.reading(of: change.place, among: asked)
      if found == change.desired.map({ .object($0) }) { return false }
      guard let clause = BranchChange.clause(expected: change.expected, found: found) else {
        return true
      }
      throw BranchConflict(place: change.place, clause: clause)
    }
    // Removed first, so that what then stands in the way is somebody else's.
    var removals: [GitPath: FileVersion?] = [:]
    var puts: [GitPath: FileVersion?] = [:]
    for change in open {
      if change.desired == nil {
        removals[objects.path(of: change.place)] = .some(nil)
      } else {
        puts[objects.path(of: change.place)] = change.desired
      }
    }
    let cleared = removals.isEmpty ? tree : try repository.replacing(removals, in: tree)
    let left = view.objects(of: cleared)
    for change in open where change.desired != nil {
      let found = try left.reading(of: change.place, among: AskedPlaces([change.place]))
      if case .unreadable(let reason)? = found {
        throw BranchConflict(place: change.place, clause: "it \(reason)")
      }
      let path = left.path(of: change.place)
      if let reason = try names.collision(of: path, in: cleared, isGoing: { _ in false }) {
        throw BranchConflict(place: change.place, clause: reason)
      }
    }
    let changed = puts.isEmpty ? cleared : try repository.replacing(puts, in: cleared)
    return (changed, open.count)
  }

  // MARK: Proof

  /// Whether the branch, as it was fetched last, has what it was to get.
  private func proof() throws -> WriteOutcome {
    var expected: [GitPath: FileVersion?] = [:]
    for part in parts {
      for change in part.changes { expected[change.place] = .some(change.desired) }
    }
    let objects = view.objects(of: try branch.fetchedTree())
    let asked = AskedPlaces(expected.keys)
    for place in expected.keys.sorted() {
      let wanted: LiveReading? = expected[place].flatMap { $0.map { .object($0) } }
      if try objects.reading(of: place, among: asked) != wanted {
        return .failed("read back, \(place) is not as it was written")
      }
    }
    return .done
  }
}
