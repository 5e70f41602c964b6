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

  /// `submodules` are those that the operator's file names, with their repositories.
  private let submodules: [GitPath: String]

  init(
    _ configuration: ConfigurationFile, file: String, submodules: [GitPath: String],
    in repository: Repository
  ) {
    self.submodules = submodules
    self.configuration = configuration
    self.file = file
    self.repository = repository
  }

  func problems() throws -> [Problem] {
    guard let head = try repository.reference("HEAD") else { return [] }
    try RepositoryCopies.followSubmodules(submodules, in: repository)
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
        let search = try SubmoduleSearch(
          repository.link(head).tree, isThorough: true, in: repository)
        if let unknown = try search.unknown(of: item) ?? repository.unknownSubmodule(in: content),
          !unknown.isNotFetched
        {
          problems.append(warning(of: unknown, item))
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

  private func warning(of submodule: SubmoduleUnknown, _ item: Item) -> Problem {
    let remedy = submodule.hints.first.map { ": \($0)" } ?? ""
    return Problem(
      severity: .warning, file: file, line: 1, column: 1,
      message:
        "the item \(item.name) cannot be deployed from here, since \(submodule.message)\(remedy)",
      suggestion: nil, item: item.name)
  }

  /// Of the paths that the operator's file names as submodules, those that are none.
  func problems(ofPlacesIn path: String) throws -> [Problem] {
    guard let head = try repository.reference("HEAD") else { return [] }
    let tree = try repository.link(head).tree
    return try submodules.sorted { $0.key < $1.key }.compactMap { submodule, name in
      if try repository.entry(at: submodule, in: tree)?.mode == .submodule { return nil }
      return Problem(
        severity: .warning, file: path, line: 1, column: 1,
        message: "the path \(submodule) in `submodules` of the repository \(name) is no submodule")
    }
  }

  private func matches(
    _ pattern: PathPattern, at commits: [String: ObjectID]
  ) throws -> Bool {
    // Without a copy of the repository nothing can be said.
    guard let commit = commits[pattern.repository] else { return true }
    let paths = ItemPaths([pattern], in: pattern.repository)
    if repository.submodules(of: paths).contains(where: { $0.head == nil }) { return true }
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
