import Configuration
import Differences
package import Domain
import Git
import Queueing
import Targets
import YAMLEditing

/// Makes a commit's content of what was changed by hand on a target: the deployed commit with those
/// changes and nothing else. No reference moves.
package struct AdoptionMaker {
  private let situation: Situation
  private let targets: TargetAccess

  package init(_ situation: Situation, targets: TargetAccess) {
    self.situation = situation
    self.targets = targets
  }

  private var repository: Repository { situation.repository }

  /// Throws `AdoptionError` where there is nothing to adopt or no place for it, and what reading
  /// drift throws.
  package func make(_ binding: BindingID) throws -> Adoption {
    let drift = try DriftReader(situation, targets: targets).read([binding])
    guard let own = drift.first(where: { $0.binding == binding }) else {
      throw AdoptionError.neverDeployed(binding)
    }
    switch own.stage {
    case .neverDeployed: throw AdoptionError.neverDeployed(binding)
    case .notServed: throw TargetNotServed(target: binding.target)
    case .failed(let why): throw AdoptionError.unreadable(binding, why: why)
    case .compared(let count):
      guard let deployed = own.deployed else { throw AdoptionError.noDeployedCommit(binding) }
      guard repository.contains(deployed) else {
        throw AdoptionError.commitGone(binding, deployed)
      }
      if own.objects.isEmpty { throw AdoptionError.noDrift(binding, compared: count) }
      return try make(own, at: deployed)
    }
  }

  private func make(_ drift: BindingDrift, at deployed: ObjectID) throws -> Adoption {
    let tree = try repository.link(deployed).tree
    var adoption = Adoption(
      binding: drift.binding, deployed: deployed, seenAt: drift.seenAt, tree: tree, message: "",
      adopted: [], left: [], merged: [])
    var changes: [GitPath: FileVersion?] = [:]
    for object in drift.objects {
      switch try outcome(of: object, in: tree, drift.binding, at: deployed) {
      case .merged: adoption.merged.append(object.path)
      case .left(let reason, let remedy):
        adoption.left.append(
          Adoption.Left(path: object.path, reason: reason, remedy: remedy))
      case .adopted(let version, let note):
        changes[object.path] = .some(version)
        adoption.adopted.append(
          Adoption.Adopted(object: object, version: version, note: note))
      }
    }
    guard !adoption.adopted.isEmpty else {
      throw adoption.left.isEmpty
        ? AdoptionError.isMerged(drift.binding)
        : AdoptionError.nothingAdoptable(drift.binding, adoption.left)
    }
    adoption.tree = try repository.replacing(changes, in: tree)
    adoption.message = AdoptionMessage(adoption).text
    return adoption
  }

  private enum Outcome {
    case adopted(FileVersion?, note: String?)
    case merged
    case left(reason: String, remedy: String?)
  }

  /// What becomes of one object in a commit on top of the deployed one.
  private func outcome(
    of object: DriftedObject, in tree: ObjectID, _ binding: BindingID, at deployed: ObjectID
  ) throws -> Outcome {
    if [.recorded, .included, .heldBack].contains(object.consequence) { return .merged }
    guard object.path.repository == Repositories.control else {
      return .left(
        reason: "is of the repository \(object.path.repository)",
        remedy: "copy the live version by hand into a merge request there")
    }
    if let outer = try repository.submodule(atOrAbove: object.path, in: tree) {
      return .left(
        reason: "is in the submodule \(outer), which another repository has the files of",
        remedy: "copy the live version by hand into a merge request there")
    }
    let live: FileVersion?
    switch object.live {
    case nil: live = nil
    case .unreadable(let reason):
      return .left(reason: reason, remedy: "see to it in the system, then adopt again")
    case .object(let version):
      guard let content = object.adoptedContent else {
        return .left(reason: "changes while it is read", remedy: "adopt again")
      }
      live = FileVersion(mode: version.mode, content: try repository.writeBlob(content.bytes))
    }
    let entry = try repository.entry(at: object.path, in: tree)
    guard entry?.mode != .folder, entry?.mode != .submodule else {
      return .left(reason: "is a folder in the deployed commit", remedy: nil)
    }
    let ours = entry.map { FileVersion(mode: $0.mode, content: $0.id) }
    guard object.recorded != nil else {
      return unrecorded(object, live: live, ours: ours, binding, at: deployed)
    }
    if ours == live { return .merged }
    if ours == object.recorded { return .adopted(live, note: notes(on: object, nil)) }
    // What the deployed commit has there is not what was deployed: undone, taken over, left behind.
    let merge = try repository.mergeTrees(
      ancestor: single(object.recorded, at: object.path), ours: single(ours, at: object.path),
      theirs: single(live, at: object.path))
    guard let merged = merge.tree else {
      return .left(
        reason: ours == nil
          ? "is not in the deployed commit any more"
          : "conflicts with its version in the deployed commit, which is not what was deployed",
        remedy: "copy the live version by hand into a merge request")
    }
    let result = try repository.entry(at: object.path, in: merged)
    let version = result.map { FileVersion(mode: $0.mode, content: $0.id) }
    return version == ours
      ? .merged
      : .adopted(
        version, note: notes(on: object, "merged with its version in the deployed commit"))
  }

  /// What becomes of an object that nobody recorded: without a record it replaces the version of the
  /// deployed commit, which must be the one that is merged still.
  private func unrecorded(
    _ object: DriftedObject, live: FileVersion?, ours: FileVersion?, _ binding: BindingID,
    at deployed: ObjectID
  ) -> Outcome {
    let remedy = "copy the live version by hand into a merge request"
    guard let ours else {
      return .left(
        reason: "is not in the deployed commit: from there it would conflict with what is merged",
        remedy: remedy)
    }
    if ours == live {
      return .left(
        reason: "is as the deployed commit has it, and was not when the baseline was made",
        remedy: "record it: deploysync baseline \(binding) --at \(deployed.short)")
    }
    guard ours == object.merged else {
      return .left(
        reason:
          "was changed in the repository since the deployed commit, and no record says what the "
          + "live version was made from", remedy: remedy)
    }
    return .adopted(
      live, note: notes(on: object, "replaces the deployed commit's version: nobody recorded it"))
  }

  /// What whoever reviews it should look at.
  private func notes(on object: DriftedObject, _ first: String?) -> String? {
    var notes = first.map { [$0] } ?? []
    switch object.adoptedContent?.rewritten {
    case .parts(let paths)?:
      notes.append("written anew, without its comments: \(paths.joined(separator: ", "))")
    case .whole? where object.path.text.lowercased().hasSuffix(".json"):
      notes.append("written anew as a whole, in another layout")
    case .whole?: notes.append("written anew as a whole, without its comments")
    case .nothing?, nil: break
    }
    if object.difference()?.changes.contains(where: \.isSecret) == true {
      notes.append("secret values are changed: look at them before you push")
    }
    return notes.isEmpty ? nil : notes.joined(separator: "; ")
  }

  /// A tree of one file; the empty one for nil.
  private func single(_ version: FileVersion?, at path: GitPath) throws -> ObjectID {
    guard let version else { return .emptyTree }
    return try repository.replacing([path: version], in: .emptyTree)
  }
}
