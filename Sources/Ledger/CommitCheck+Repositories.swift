import Domain
import Git

extension CommitCheck {
  /// The heads of other repositories that the trailers name are commits, one for each.
  func checkHeads(_ trailers: LedgerTrailers) {
    var names: Set<String> = []
    for value in trailers.repositories {
      guard let head = LedgerTrailers.head(value) else {
        report("its trailer Deploysync-Repository \(shown(value)) is no repository with a commit")
        continue
      }
      if !names.insert(head.name).inserted {
        report("its trailers name two heads of the repository \(shown(head.name))")
      }
    }
  }

  /// In a hold or a release an entry keeps its repository; one that is held from now on is merged in
  /// the repository that the record says, by the heads that the trailers name.
  func checkEntries(
    of new: DeploymentRecord, after old: DeploymentRecord?, of binding: BindingID,
    _ trailers: LedgerTrailers
  ) throws {
    let named = Set(new.carried + new.undone + new.held.map(\.commit))
    let before = Set((old?.held ?? []).map(\.commit))
    let added = Set(new.held.map(\.commit)).subtracting(before)
    for entry in new.entryRepositories.keys.sorted() where !named.contains(entry) {
      report("it names a repository for \(entry.short), which is no entry of \(shown(binding))")
    }
    for entry in named.subtracting(added).sorted() {
      let name = new.repository(of: entry)
      if old?.repository(of: entry) != name {
        report("it takes \(entry.short) of \(shown(binding)) for an entry of \(shown(name))")
      }
    }
    for entry in added.sorted() {
      try checkMerged(entry, of: new.repository(of: entry), binding, trailers)
    }
  }

  /// What this clone does not have proves nothing.
  private func checkMerged(
    _ entry: ObjectID, of name: String, _ binding: BindingID, _ trailers: LedgerTrailers
  ) throws {
    // A commit that names no head at all is a finding of its own.
    guard let control = trailers.control else { return }
    guard let head = name == Repositories.control ? control : trailers.heads[name] else {
      return report(
        "it holds \(entry.short) of \(shown(name)) on \(shown(binding)), and names no head of "
          + "that repository")
    }
    guard repository.contains(entry), repository.contains(head) else { return }
    do {
      if try !repository.isAncestor(entry, of: head) {
        report(
          "it holds \(entry.short) of \(shown(name)) on \(shown(binding)), which the head "
            + "\(head.short) does not contain")
      }
    } catch is RepositoryError {}
  }
}
