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
    var commits = [Repositories.control: head]
    for name in configuration.repositories {
      commits[name] = try repository.reference(RepositoryCopies.reference(of: name))
    }
    var problems: [Problem] = []
    var queues: [BindingQueue] = []
    for item in configuration.items {
      for pattern in item.paths where try !matches(pattern, at: commits) {
        problems.append(
          Problem(
            severity: .warning, file: file, line: 1, column: 1,
            message: "the path \(pattern) of the item \(item.name) matches nothing",
            suggestion: nil, item: item.name))
      }
      do {
        let content = try repository.content(of: item.paths, at: commits)
        for (path, version) in try repository.files(in: content) where version.mode == .submodule {
          problems.append(
            Problem(
              severity: .warning, file: file, line: 1, column: 1,
              message:
                "no target takes \(path) of the item \(item.name): \(SubmoduleRemedy.clause)",
              suggestion: nil, item: item.name))
        }
        let objects = try TargetObjects.desired(content, root: item.root, in: repository)
        if let collision = objects.collision { throw collision }
        for binding in item.bindings {
          queues.append(BindingQueue(item: item, binding: binding, content: content))
        }
      } catch let error as any ExplainedError
        where error.category != .unreadable
        || error is AmbiguousFolderError
      {
        problems.append(
          Problem(
            file: file, line: 1, column: 1, message: "the item \(item.name): \(error.message)",
            item: item.name))
      }
    }
    for (_, own) in Dictionary(grouping: queues, by: { $0.binding.id.target }) {
      problems += try Ownership.of(own, in: repository).conflicts().map {
        Problem(
          severity: .error, file: file, line: 1, column: 1, message: $0.message, suggestion: nil,
          item: nil)
      }
    }
    return problems
  }

  private func matches(
    _ pattern: PathPattern, at commits: [String: ObjectID]
  ) throws -> Bool {
    // Without a copy of the repository nothing can be said.
    guard let commit = commits[pattern.repository] else { return true }
    let paths = ItemPaths([pattern], in: pattern.repository)
    if try repository.content(of: paths, in: repository.link(commit).tree) != .emptyTree {
      return true
    }
    guard pattern.repository == Repositories.control, case .literal(let path) = pattern.kind,
      let folder = repository.workDirectory
    else {
      return false
    }
    return access("\(folder)/\(path.text)", F_OK) == 0
  }
}
