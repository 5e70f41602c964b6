import Domain

extension BindingOutcome {
  /// Why not all was done, with the number of objects and the first of them; nil where all was.
  var reason: String? {
    let undone: [ObjectOutcome] = objects.filter { !$0.isDone }
    // What only waits for the others says nothing of what is wrong.
    let stuck = undone.filter { !$0.waitsForOthers }
    guard stuck.count < undone.count, let first = stuck.first else {
      return Self.reason(of: undone)
    }
    let waiting = undone.count - stuck.count
    return
      "\(stuck.count == 1 ? first.named : Self.reason(of: stuck) ?? first.named); nothing of it "
      + "goes live because of that: "
      + (waiting == 1
        ? "1 more object is ready and waits" : "\(waiting) more objects are ready and wait")
  }

  private static func reason(of undone: [ObjectOutcome]) -> String? {
    guard let first = undone.first(where: { $0.error != nil }) else { return nil }
    guard undone.count > 1 else { return first.sentence }
    guard first.isAboutObject else {
      return "\(undone.count) objects were not done: \(first.error ?? "")"
    }
    return "\(undone.count) objects were not done: \(first.sentence ?? ""), and "
      + "\(undone.count - 1) more"
  }
}

extension ObjectOutcome {
  /// Whether the reason is a clause that follows the object's path.
  fileprivate var isAboutObject: Bool {
    switch object.verdict {
    case .drift(let clause), .occupied(let clause): error == clause
    case .proceed, .impossible, .unsupported: false
    }
  }

  fileprivate var sentence: String? {
    guard isAboutObject, let error else { return error }
    return "\(object.path.quoted)\(error.isPredicate ? "" : ":") \(error)"
  }

  /// The same with the object's path where the reason does not name it.
  fileprivate var named: String {
    guard let sentence else { return object.path.quoted }
    return sentence.contains(object.path.quoted) || sentence.contains(object.place.quoted)
      ? sentence : "\(object.path.quoted): \(sentence)"
  }
}
