import ArgumentParser
import Configuration
import Domain
import Git
import Glibc
import Queueing
import Syncing

/// `deploysync init`
struct Init: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes a commented deploysync.yaml and a targets.yaml; never over existing ones.",
    discussion: """
      The items are the folders that hold files in the newest commit. Look at the file, then: \
      deploysync check, and deploysync queued --config deploysync.yaml

      Example: deploysync init
      """)

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func run() async throws {
    let session = try await Session.open(options)
    let repository = session.repository
    guard let folder = repository.workDirectory else {
      throw CommandFailure(
        status: ExitStatus.usage, message: "a bare repository has no place for a deploysync.yaml",
        hints: ["run deploysync init in a clone"])
    }
    let items = try foundItems(in: repository)
    let others = try topFiles(in: repository)
    let path = "\(folder)/\(ConfigurationFile.fileName)"
    let text = ConfigurationTemplate.text(
      items: items, branch: session.branch.name, topFiles: others)
    report(try FileContent.create(path, text, mode: 0o644), path)

    let targetsFolder = repository.commonDirectory + "/deploysync"
    mkdir(targetsFolder, 0o755)
    let targetsPath = "\(targetsFolder)/\(TargetsFile.fileName)"
    let targets = ConfigurationTemplate.targetsText([
      (name: "production", path: "/srv/\(lastComponent(folder))")
    ])
    report(try FileContent.create(targetsPath, targets, mode: 0o600), targetsPath)
    if !others.isEmpty {
      session.note(
        "files at the top of the repository are in no item; name them there if they are deployed")
    }
    Terminal.output(
      """

      Next: edit both files, then
        deploysync check
        deploysync queued --config \(ConfigurationFile.fileName)

      """)
  }

  private func report(_ isCreated: Bool, _ path: String) {
    Terminal.output(isCreated ? "wrote \(path)\n" : "kept \(path), which is there already\n")
  }

  private func lastComponent(_ path: String) -> String {
    String(path.split(separator: "/").last ?? "content")
  }

  /// The files that are in no folder, but for hidden ones and the configuration itself.
  private func topFiles(in repository: Repository) throws -> [String] {
    guard let head = try repository.reference("HEAD") else { return [] }
    return try repository.tree(repository.commit(head).tree).filter { entry in
      entry.mode != .folder && entry.name.first != UInt8(ascii: ".")
        && !entry.name.elementsEqual(ConfigurationFile.fileName.utf8)
    }.map { GitPath.root.appending($0.name).quoted }
  }

  /// The folders that hold files themselves, the topmost of each branch of the tree; a hidden
  /// folder is none.
  private func foundItems(in repository: Repository) throws -> [(name: String, path: String)] {
    guard let head = try repository.reference("HEAD") else { return [] }
    var found: [(name: String, path: String)] = []
    func search(_ tree: ObjectID, _ folder: GitPath) throws {
      for entry in try repository.tree(tree)
      where entry.mode == .folder && entry.name.first != UInt8(ascii: ".") {
        let path = folder.appending(entry.name)
        let entries = try repository.tree(entry.id)
        if entries.contains(where: { $0.mode != .folder }) {
          found.append((name: path.lastComponentText, path: path.text))
        } else {
          try search(entry.id, path)
        }
      }
    }
    try search(repository.commit(head).tree, .root)
    let counts = Dictionary(grouping: found, by: \.name).mapValues(\.count)
    return found.map { item in
      let name =
        counts[item.name, default: 1] > 1 ? item.path.replacing("/", with: "-") : item.name
      return (name: name, path: item.path)
    }
  }
}

extension GitPath {
  fileprivate var lastComponentText: String { String(decoding: lastComponent, as: UTF8.self) }
}
