import Configuration
import Domain
import Git
import Queueing
import Syncing

extension Session {
  /// The submodules that the operator's file names, with the repositories that have their files.
  /// Most files name none, and reading one takes longer than looking for a word.
  func submodules() throws -> [GitPath: String] {
    let paths = Self.targetsFiles(Self.namedTargetsFile(options, environment), repository)
    let mentions = paths.contains { path in
      (try? FileContent.read(path))?.firstRange(of: Array("submodules".utf8)) != nil
    }
    return mentions ? try targetsFile()?.file.submodules ?? [:] : [:]
  }

  /// The further repositories that the configuration at head names, and those of submodules that an
  /// item at head can have files of.
  func neededRepositories() throws -> [String] {
    var needed = try configuredRepositories()
    guard !branch.submodules.isEmpty, let head = try repository.reference(branch.reference),
      let configuration = try ConfigurationHistory(repository).state(
        in: repository.link(head).tree
      ).configuration
    else { return needed }
    let items = configuration.items.map { ItemPaths($0) }
    for (path, name) in branch.submodules.sorted(by: { $0.key < $1.key })
    where !needed.contains(name) && items.contains(where: { $0.canBeBelow(path) }) {
      needed.append(name)
    }
    return needed
  }
}
