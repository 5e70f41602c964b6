import Domain

extension CommandWriter {
  /// Asks the program for one write. Throws `TargetError`, `Refusal` where it says that it did not
  /// do it, and what reading the content throws.
  func ask(_ write: ObjectWrite) throws {
    guard program.purpose == .write, let place = CommandPlace(write.path) else {
      throw Refusal(clause: "the target's program cannot be told of it")
    }
    let source = write.movedFrom ?? write.path
    let id = try view.id(at: source)
    var fields: [String: RequestValue] = [
      "place": .text(place.text), "active": .flag(place.isActive),
    ]
    fields["remoteID"] = id.map { .text($0) }
    if let expected = write.expected {
      fields["expectedBlob"] = .text(expected.content.hex)
      fields["expectedMode"] = .text(expected.mode.text)
    }
    switch write.action {
    case .remove: fields["action"] = .text("delete")
    case .put(let object):
      let action = write.expected == nil ? "create" : source == write.path ? "update" : "move"
      fields["action"] = .text(action)
      fields["base64"] = .bytes(try object.content())
      fields["blob"] = .text(object.version.content.hex)
      fields["mode"] = .text(object.version.mode.text)
      if source != write.path, let from = CommandPlace(source) {
        fields["from"] = .text(from.text)
        fields["fromActive"] = .flag(from.isActive)
      }
    }
    let answer = try program.ask("write", fields, as: WriteAnswer.self)
    try check(answer)
    if case .remove = write.action {
      view.set(nil, at: write.path)
    } else {
      if source != write.path { view.set(nil, at: source) }
      // What was created anew is another object than the one that had the recorded ID.
      view.set(answer.remoteID ?? (write.expected == nil ? nil : id), at: write.path)
    }
  }

  private func check(_ answer: WriteAnswer) throws {
    let reason = answer.reason.map { program.shown($0) } ?? "it does not say why"
    switch answer.result {
    case "done":
      guard let id = answer.remoteID else { return }
      do throws(UnusableAnswer) {
        try CommandProgram.check(id)
      } catch {
        throw program.distrust(
          "gave an answer to `write` that cannot be used: \(error.clause)")
      }
    case "failed": throw Refusal(clause: "the program failed: \(reason)")
    case "refused": throw Refusal(clause: "the program refuses it: \(reason)")
    case "changed":
      throw Refusal(clause: "the program says that it changed since it was planned: \(reason)")
    default:
      throw program.distrust(
        "gave an answer to `write` that cannot be used: its `result` is not done, failed, refused "
          + "or changed")
    }
  }
}
