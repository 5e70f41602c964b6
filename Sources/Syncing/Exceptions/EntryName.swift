package import Domain
import Exceptions
package import Queueing

/// Finds the queued entries that a person names.
package enum EntryName {
  /// A merge request (`12`, `!12`, `#12`, `group/project!12`) or at least 7 digits of an entry's
  /// commit; with a repository before it (`managed!12`, `managed 1f2e3d4`) only one of that
  /// repository. Nil where nothing is named. Throws `ExceptionError` with the candidates where a name
  /// fits none or several.
  package static func resolve(
    _ names: [String], in queues: [BindingQueue]
  ) throws -> [ObjectID]? {
    try resolve(names, among: queues.flatMap { $0.entries ?? [] })
  }

  /// The same among some entries, of which several may be of one commit.
  package static func resolve(_ names: [String], among all: [Entry]) throws -> [ObjectID]? {
    guard !names.isEmpty else { return nil }
    var seen: Set<ObjectID> = []
    let entries = all.filter { seen.insert($0.commit).inserted }
    var found: [ObjectID] = []
    for name in names {
      let fitting = entries.filter { fits(name, $0) }
      guard fitting.count < 2 else {
        throw ExceptionError.ambiguousEntry(name, choices: fitting.map(describe))
      }
      guard let entry = fitting.first else {
        throw ExceptionError.noSuchEntry(name, choices: entries.prefix(20).map(describe))
      }
      if !found.contains(entry.commit) { found.append(entry.commit) }
    }
    return found
  }

  private static func fits(_ name: String, _ entry: Entry) -> Bool {
    if fitsAlone(name, entry) { return true }
    return own(name, in: entry.repository).map { fitsAlone($0, entry) } ?? false
  }

  /// The name without the repository before it; nil where it does not begin with this one.
  static func own(_ name: String, in repository: String) -> String? {
    guard name.hasPrefix(repository) else { return nil }
    let rest = name.dropFirst(repository.count)
    guard let mark = rest.first, "!# :".contains(mark) else { return nil }
    return String(" :".contains(mark) ? rest.dropFirst() : rest)
  }

  private static func fitsAlone(_ name: String, _ entry: Entry) -> Bool {
    if let reference = entry.mergeRequest, MergeRequest.names(name, reference) { return true }
    return (7...40).contains(name.utf8.count) && name.allSatisfy(\.isHexDigit)
      && entry.commit.hex.hasPrefix(name.lowercased())
  }

  private static func describe(_ entry: Entry) -> String {
    let place = entry.repository == Repositories.control ? nil : entry.repository
    return [place, entry.commit.short, entry.mergeRequest, entry.title].compactMap(\.self)
      .joined(separator: " ")
  }
}
