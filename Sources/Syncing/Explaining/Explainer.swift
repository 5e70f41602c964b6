import Configuration
package import Domain
import Exceptions
import Git
import Ledger
import Queueing

/// Answers the question: it is merged, why is it not live? From what is merged and recorded alone.
package struct Explainer {
  private let situation: Situation
  private var repository: Repository { situation.repository }

  package init(_ situation: Situation) { self.situation = situation }

  /// Explains one commit. Throws what reading the repository and the ledger throws.
  package func explain(_ commit: ObjectID) throws -> Explanation {
    guard let inside = try SubmoduleCommit.of(commit, in: situation) else {
      return try explain(commit, touching: nil)
    }
    var explanation = try explain(inside.entry, touching: inside)
    explanation.commit = commit
    explanation.subject = try repository.commit(commit).subject
    return explanation
  }

  /// - Parameter inside: the commit of a submodule that came in with it and that is asked about.
  private func explain(
    _ commit: ObjectID, touching inside: SubmoduleCommit?
  ) throws -> Explanation {
    let own = try repository.commit(commit)
    var explanation = Explanation(commit: commit, subject: own.subject)
    guard
      let source = try situation.lines.first(where: {
        try repository.isAncestor(commit, of: $0.head)
      })
    else {
      explanation.branches = try branches(with: commit)
      return explanation
    }
    guard let position = try position(of: commit, on: source.line),
      let found = try source.line.commit(at: position)
    else { return explanation }
    var entry = try EntryTexts(repository).entry(found.id)
    entry.repository = source.name
    explanation.entry = entry
    let parent = try own.parents.first.map { try repository.link($0).tree }
    let past = PastRuns(situation.ledger, in: repository)
    for status in try StatusReader(situation).statuses(nil) {
      guard let queue = status.queue, let decided = status.decided else { continue }
      let paths = try repository.differences(
        parent, own.tree, under: ItemPaths(queue.item.paths, in: source.name)
      ).map(\.path)
      let entry = queue.entries?.first {
        $0.commit == found.id && $0.repository == source.name
      }
      guard !paths.isEmpty || entry?.status == .configuration else { continue }
      if let inside, try !inside.touches(queue.item, in: repository) { continue }
      let place = PlaceExplainer(
        situation: situation, queue: queue, entry: entry, commit: found.id, source: source,
        position: position, decided: decided, past: past, failure: status.failure)
      explanation.places.append(try place.explain())
    }
    explanation.brokenItems = situation.configuration.broken.map(\.name)
    if explanation.places.isEmpty {
      try repository.compareTrees(parent, own.tree, enter: { _ in true }) {
        explanation.paths.append($0.path)
      }
    }
    return explanation
  }

  /// Where on the first-parent line the commit came in: the oldest commit there that contains it.
  private func position(of commit: ObjectID, on line: FirstParentLine) throws -> Int? {
    if let own = try line.position(of: commit) { return own }
    var (low, high) = (0, try line.count() - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      guard let candidate = try line.commit(at: middle) else { return nil }
      if try repository.isAncestor(commit, of: candidate.id) {
        low = middle
      } else {
        high = middle - 1
      }
    }
    return low
  }

  private func branches(with commit: ObjectID) throws -> [String] {
    let names =
      try repository.references(below: "refs/heads/")
      + repository.references(below: "refs/remotes/")
    let submodules = try repository.submoduleSources.filter {
      try repository.isMerged(commit, in: $0)
    }
    return try Set(submodules.map { "the branch of \($0.repository)" }).sorted()
      + names.filter { name in
        guard let tip = try repository.reference(name), (try? repository.link(tip)) != nil else {
          return false
        }
        return try repository.isAncestor(commit, of: tip)
      }.map { name in
        name.replacing("refs/heads/", with: "", maxReplacements: 1)
          .replacing("refs/remotes/", with: "", maxReplacements: 1)
      }.sorted()
  }
}
