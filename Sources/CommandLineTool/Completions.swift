import ArgumentParser
import Configuration
import Domain
import Git
import GitProgram
import Ledger
import Syncing

/// What a shell offers for the values that come from the repository. It asks no network and says
/// nothing where something is wrong: the command itself tells that.
extension CompletionKind {
  /// Items, and behind `ITEM@` bindings.
  static var items: CompletionKind { words { $0.items } }
  /// Bindings, `ITEM@TARGET`.
  static var bindings: CompletionKind { words { $0.bindings } }
  /// Exceptions, `E-N`.
  static var exceptions: CompletionKind { words { try $0.situation.ledger.exceptionIDs() } }
  /// The newest runs that a rollback can go back to: of the binding, where it is typed already.
  static var runs: CompletionKind {
    words { source in
      guard let binding = source.typedBinding else {
        return try source.situation.ledger.runs(limit: 50) { _ in true }.map(\.run)
      }
      let ways = try RollbackWays(of: binding, in: source.situation)
      return try ways?.runs(limit: 50).map(\.run.run) ?? []
    }
  }
  /// Branches and tags.
  static var commits: CompletionKind { words { try $0.branchesAndTags() } }

  private static func words(
    _ find: @escaping @Sendable (CompletionSource) throws -> [String]
  ) -> CompletionKind {
    .custom { line, _, typed in
      guard let source = try? await CompletionSource.read(line: line, typed: typed),
        let words = try? find(source)
      else { return [] }
      return words.filter { $0.hasPrefix(typed) && CompletionSource.isPlain($0) }
    }
  }
}

/// What the words are taken from.
struct CompletionSource {
  let situation: Situation
  /// The whole command line.
  let line: [String]
  /// What stands before the cursor of the word that is completed.
  let typed: String

  /// Reads the repository that a command line is about.
  static func read(line: [String], typed: String) async throws -> CompletionSource {
    var directory = "."
    for (option, value) in zip(line, line.dropFirst()) where option == "-C" { directory = value }
    let repository = try Repository.open(directory)
    let branch = try await MergedBranch.find(in: repository) { _ in nil }
    let situation = try Situation.read(repository, branch: branch, now: Timestamp(seconds: 0))
    return CompletionSource(situation: situation, line: line, typed: typed)
  }

  /// The configured bindings, and those that only the ledger knows.
  var bindings: [String] {
    let configuration = situation.configuration
    var known = configuration.bindings.map(\.id)
    for item in configuration.broken {
      known += item.targets.map { BindingID(item: item.name, target: $0) }
    }
    known += (try? situation.unconfiguredRecords().map(\.binding)) ?? []
    return known.map(\.description)
  }

  /// The binding that stands on the command line.
  var typedBinding: BindingID? {
    let bindings = Set(bindings)
    return line.first(where: bindings.contains).flatMap { BindingID($0) }
  }

  /// The items; once one is typed to its end also its bindings.
  var items: [String] {
    let bindings = bindings
    var items: [String] = []
    for binding in bindings {
      let item = String(binding.prefix { $0 != "@" })
      if !items.contains(item) { items.append(item) }
    }
    guard items.contains(where: typed.hasPrefix) else { return items }
    return items + bindings
  }

  func branchesAndTags() throws -> [String] {
    let repository = situation.repository
    return try ["refs/heads/", "refs/tags/"].flatMap { prefix in
      try repository.references(below: prefix).map { String($0.dropFirst(prefix.count)) }
    }
  }

  /// Whether a shell takes the word for nothing but itself. Names come from the repository's
  /// content, and bash expands what it is offered (`compgen -W`).
  static func isPlain(_ word: String) -> Bool {
    !word.isEmpty && !word.hasPrefix("-")
      && word.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || $0.properties.numericType != nil
          || "@._-+/".unicodeScalars.contains($0)
      }
  }
}
