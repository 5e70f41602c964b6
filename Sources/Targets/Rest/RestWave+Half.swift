import Configuration
import Domain

/// What is left to tell of writes that went wrong, and of what cannot be proven.
extension RestWave {
  /// Reads what writes left that failed behind a request that was sent: a system may have done a part
  /// of it. The next run then knows it for ours.
  func lookAtFailed() {
    let failed = works.indices.filter { index in
      guard case .failed? = works[index].outcome else { return false }
      let work = works[index]
      // Of one that was to be created, only the answer to our own request tells whose it is.
      return work.mayBeHalfDone && work.form != nil && work.id != nil
        && !(work.live == nil && work.isUnknown)
    }
    guard !failed.isEmpty else { return }
    view.forgetLists()
    guard let objects = try? view.read(kind, Set(failed.compactMap { works[$0].id }).sorted())
    else { return }
    for index in failed {
      guard let object = works[index].id.flatMap({ objects[$0] }) else { continue }
      try? note(object, leftBy: works[index])
    }
  }

  private func note(_ object: RestSystem.Object, leftBy work: Work) throws {
    guard let form = work.form, let place = place(of: object, after: work) else { return }
    // What cannot be read counts as it is recorded: it is sent once more.
    let secrets = try view.form(recorded: work.write, kind) ?? ContentMap()
    let found = try view.found(object, at: place, kind, secrets: secrets)
    if let live = work.live {
      // Whatever else changed, the write did not.
      let isOurs = kind.fields.allSatisfy { field in
        field.isReadOnly || found.form[field.name] == live.form[field.name]
          || !field.isSecret && form[field.name] != live.form[field.name]
      }
      guard isOurs,
        found.form != live.form || object.isActive != live.object.isActive
      else { return }
    }
    view.note(found, at: place)
    view.halfWrites[work.write.path] = HalfWrite(place: place, live: found.version)
  }

  /// Where an object is that was to be brought to a place; nil where it is at none of ours.
  private func place(of object: RestSystem.Object, after work: Work) -> GitPath? {
    guard let from = work.write.movedFrom.flatMap(view.places.place) else {
      return object.isActive == work.place.isActive ? work.write.path : nil
    }
    // A rename is not done; but what came back is back.
    if from.isActive == object.isActive { return work.write.movedFrom }
    return work.write.path
  }

  /// Says of which objects a secret was sent that nobody can read back.
  func noteSecrets() {
    let secrets = kind.fields.filter(\.isSecret)
    guard !secrets.isEmpty else { return }
    for work in works where work.outcome == .done && work.place.isActive {
      guard let form = work.form else { continue }
      let before = (try? view.form(recorded: work.write, kind)) ?? nil
      let sent = secrets.filter {
        let value = form[$0.name] ?? .null
        guard work.live != nil else { return value != .null }
        return !$0.isImmutable && value != before?[$0.name] ?? .null
      }
      guard !sent.isEmpty else { continue }
      let names = sent.map { "`\($0.name)`" }.joined(separator: ", ")
      view.notes[work.write.path] =
        "\(names) \(sent.count == 1 ? "was" : "were") sent and cannot be read back: nothing proves "
        + "that the system has \(sent.count == 1 ? "it" : "them")"
    }
  }
}
