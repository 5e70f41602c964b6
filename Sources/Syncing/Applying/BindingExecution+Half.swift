import Domain
import Git
import Ledger
import Targets
import YAMLEditing

extension BindingExecution {
  /// What is to be recorded of an object that our own failed write changed in part: exactly what is
  /// there, so that the next run goes on from it instead of taking it for somebody else's change. Nil
  /// where there is nothing of that, or where it cannot be told in a file.
  func halfWritten(by failed: ObjectOutcome) -> ObjectOutcome? {
    let object = failed.object
    guard failed.outcome == .failed, object.writes, let desired = object.desired,
      let half = writer.halfWrite(to: object.place),
      let version = try? self.version(of: half, like: desired)
    else { return nil }
    let isThere = half.place == object.place
    guard isThere || half.place == object.fromPlace else { return nil }
    var own = PlannedObject(
      action: .takeOver, path: isThere ? object.path : object.fromPath ?? object.path,
      place: half.place, recorded: object.recorded, desired: version, live: half.live)
    if isThere, object.isTakenUp { own.fromPlace = object.fromPlace }
    own.formerOwner = object.formerOwner
    own.remoteID = writer.remoteID(of: half.place) ?? object.remoteID
    var outcome = ObjectOutcome(own, .done)
    outcome.isHalfWritten = true
    outcome.note = "recorded as the failed write left it: the next run goes on from there"
    return outcome
  }

  /// What is there as a file of ours, in the layout of the one that was to be brought; nil where that
  /// file would not stand for it.
  private func version(of half: HalfWrite, like desired: FileVersion) throws -> FileVersion? {
    let ours = try repository.blob(desired.content)
    guard let content = try writer.content(of: half.live, at: half.place, like: ours) else {
      return nil
    }
    let comparison = LiveComparison(writer, in: repository)
    let own = try comparison.inOurForm(content, of: half.live, at: half.place, as: ours).bytes
    let version = FileVersion(mode: desired.mode, content: try repository.writeBlob(own))
    return try comparison.isSame(half.live, version, at: half.place) ? version : nil
  }
}
