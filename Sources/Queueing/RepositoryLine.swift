package import Domain
package import Git

/// What is merged in one repository: its head and the first-parent line from there.
package struct RepositoryLine {
  /// Its name among repositories.
  package let name: String
  package let head: ObjectID
  package let line: FirstParentLine

  package init(_ name: String, head: ObjectID, line: FirstParentLine) {
    self.name = name
    self.head = head
    self.line = line
  }

  package init(_ name: String, head: ObjectID, in repository: Repository) {
    self.init(name, head: head, line: FirstParentLine(of: head, in: repository))
  }
}

/// A repository that an item takes content from, of which nothing is known here.
package struct RepositoryAbsentError: ExplainedError, Hashable {
  package var repository: String

  package init(_ repository: String) { self.repository = repository }

  package var category: FailureCategory { .unreadable }
  package var message: String { "the repository \(repository) has not been fetched here yet" }
  package var hints: [String] { ["add --fetch to the command"] }
}
