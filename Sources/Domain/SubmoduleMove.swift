/// How an entry moves a submodule of the control repository.
package struct SubmoduleMove: Hashable, Sendable {
  /// Where the submodule is.
  package var path: GitPath
  /// The name of the repository that has its commits.
  package var repository: String
  /// Its commit before and after; nil where there is no submodule.
  package var from: ObjectID?
  package var to: ObjectID?
  /// The commits there that came in and touch the item, newest first; nil where nobody asked, and
  /// where history cannot tell.
  package var commits: [ObjectID]?
  /// The commits that went out again.
  package var takenBack: [ObjectID]?

  package init(path: GitPath, repository: String, from: ObjectID?, to: ObjectID?) {
    self.path = path
    self.repository = repository
    self.from = from
    self.to = to
  }
}
