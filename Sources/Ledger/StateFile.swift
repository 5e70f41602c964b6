import Domain
import FoundationEssentials

/// `state.json` of a binding as it is written.
struct StateFile: Codable {
  struct File: Codable {
    var path: String
    var repository: String
    var mode: String
    var blob: String
    var place: String
    var run: String
    /// Only of a deactivated object.
    var deactivatedFrom: String?
    /// Only where the target has IDs of its own.
    var remoteID: String?
  }
  struct Held: Codable {
    var commit: String
    var reason: String
    var by: String
    var at: String
  }
  struct Taken: Codable {
    var path: String
    var repository: String
    var commit: String
  }

  var schema = 1
  var item: String
  var target: String
  var commits: [String: String]
  var at: String
  var run: String
  var proven: Bool
  var occurrence: String?
  var root: String
  var carried: [String]
  var held: [Held]
  var undone: [String]
  var leftBehind: [File]
  var takenOver: [Taken]
  /// In ledgers of early versions this was what `places` is now, which they lack.
  var remoteIDs: [String: String]
  var places: [String: String]?
  var baselineAt: String?
  var partial: Bool
  /// Of the carried, held and undone entries that are of another repository than the control one.
  var entryRepositories: [String: String]?

  init(_ record: DeploymentRecord, of binding: BindingID) {
    item = binding.item
    target = binding.target
    commits = record.commits.mapValues(\.hex)
    at = record.at.iso8601
    run = record.run
    proven = record.isProven
    occurrence = record.occurrence?.iso8601
    root = record.root.portable
    carried = record.carried.map(\.hex)
    held = record.held.map {
      Held(commit: $0.commit.hex, reason: $0.reason, by: $0.by, at: $0.at.iso8601)
    }
    undone = record.undone.map(\.hex)
    leftBehind = record.leftBehind.sorted { $0.path < $1.path }.map {
      File(
        path: $0.path.portable, repository: $0.path.repository, mode: $0.version.mode.text,
        blob: $0.version.content.hex, place: $0.place.portable, run: $0.run,
        deactivatedFrom: $0.deactivatedFrom?.portable, remoteID: $0.remoteID)
    }
    takenOver = record.takenOver.sorted { $0.path < $1.path }.map {
      Taken(path: $0.path.portable, repository: $0.repository, commit: $0.commit.hex)
    }
    remoteIDs = Dictionary(
      uniqueKeysWithValues: record.remoteIDs.map { ($0.key.portable, $0.value) })
    places = Dictionary(
      uniqueKeysWithValues: record.places.map { ($0.key.portable, $0.value.portable) })
    baselineAt = record.baselineAt?.iso8601
    partial = record.isPartial
    if !record.entryRepositories.isEmpty {
      entryRepositories = Dictionary(
        uniqueKeysWithValues: record.entryRepositories.map { ($0.key.hex, $0.value) })
    }
  }

  /// The record, with the content that stands beside the file.
  func record(tree: ObjectID) throws -> DeploymentRecord {
    var repositories: [ObjectID: String] = [:]
    for (entry, name) in entryRepositories ?? [:] { repositories[try id(entry)] = name }
    var placed: [GitPath: GitPath] = [:]
    for (path, place) in places ?? remoteIDs { placed[try self.path(path)] = try self.path(place) }
    var ids: [GitPath: String] = [:]
    if places != nil { for (path, id) in remoteIDs { ids[try self.path(path)] = id } }
    return DeploymentRecord(
      commits: try commits.mapValues(id), at: try time(at), run: run, isProven: proven,
      occurrence: try occurrence.map(time), tree: tree, root: try path(root),
      carried: try carried.map(id),
      held: try held.map {
        Hold(commit: try id($0.commit), reason: $0.reason, by: $0.by, at: try time($0.at))
      }, undone: try undone.map(id),
      leftBehind: try leftBehind.map {
        LeftBehind(
          path: try path($0.path),
          version: FileVersion(mode: try mode($0.mode), content: try id($0.blob)),
          place: try path($0.place), run: $0.run,
          deactivatedFrom: try $0.deactivatedFrom.map(path), remoteID: $0.remoteID)
      },
      takenOver: try takenOver.map {
        TakenOver(path: try path($0.path), repository: $0.repository, commit: try id($0.commit))
      },
      baselineAt: try baselineAt.map(time), isPartial: partial, places: placed,
      remoteIDs: ids,
      entryRepositories: repositories)
  }

  private func bad(_ value: String) -> LedgerError {
    .unreadable(part: "state of \(item)@\(target)", reason: "it holds the value \"\(value)\"")
  }
  private func id(_ hex: String) throws -> ObjectID {
    guard let id = ObjectID(hex: hex) else { throw bad(hex) }
    return id
  }
  private func time(_ text: String) throws -> Timestamp {
    guard let time = Timestamp(iso8601: text) else { throw bad(text) }
    return time
  }
  private func path(_ text: String) throws -> GitPath {
    guard let path = GitPath(portable: text) else { throw bad(text) }
    return path
  }
  private func mode(_ text: String) throws -> FileMode {
    guard let raw = UInt32(text, radix: 8), let mode = FileMode(raw: raw) else { throw bad(text) }
    return mode
  }
}
