import Configuration
import Domain
import Git
import Glibc
import Queueing
import Syncing

/// What of a configuration can only be checked against content: paths that match nothing, and
/// objects that two items own. The content is that of the commit that HEAD is on.
struct ContentCheck {
  private let configuration: ConfigurationFile
  private let file: String
  private let repository: Repository

  init(_ configuration: ConfigurationFile, file: String, in repository: Repository) {
    self.configuration = configuration
    self.file = file
    self.repository = repository
  }

  func problems() throws -> [Problem] {
    guard let head = try repository.reference("HEAD") else { return [] }
    let tree = try repository.link(head).tree
    var problems: [Problem] = []
    var queues: [BindingQueue] = []
    for item in configuration.items {
      for pattern in item.paths where try !matches(pattern, in: tree) {
        problems.append(
          Problem(
            severity: .warning, file: file, line: 1, column: 1,
            message: "the path \(pattern) of the item \(item.name) matches nothing",
            suggestion: nil, item: item.name))
      }
      let content = try repository.content(of: ItemPaths(item), in: tree)
      for binding in item.bindings {
        queues.append(BindingQueue(item: item, binding: binding, content: content))
      }
    }
    for (_, own) in Dictionary(grouping: queues, by: { $0.binding.id.target }) {
      problems += try Ownership.of(own, in: repository).conflicts.map {
        Problem(
          severity: .error, file: file, line: 1, column: 1, message: $0.message, suggestion: nil,
          item: nil)
      }
    }
    return problems
  }

  private func matches(_ pattern: PathPattern, in tree: ObjectID) throws -> Bool {
    if try repository.content(of: ItemPaths([pattern]), in: tree) != .emptyTree { return true }
    guard case .literal(let path) = pattern.kind, let folder = repository.workDirectory else {
      return false
    }
    return access("\(folder)/\(path.text)", F_OK) == 0
  }
}
