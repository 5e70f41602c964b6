package import Domain

/// What a target's own history is to say of writes: the run that brings them, and for which binding.
package struct WriteOrigin: Hashable, Sendable {
  package var run: String
  package var binding: BindingID
  /// What the run does, as the ledger's subjects begin: `apply`, `roll back`.
  package var verb: String
  /// The commit of each repository that is deployed.
  package var commits: [String: ObjectID]
  /// Who runs it, as the ledger knows them.
  package var person: Person
  package var at: Timestamp

  package init(
    run: String, binding: BindingID, verb: String, commits: [String: ObjectID], person: Person,
    at: Timestamp
  ) {
    self.run = run
    self.binding = binding
    self.verb = verb
    self.commits = commits
    self.person = person
    self.at = at
  }
}
