import Domain

extension BindingOutcome {
  /// Why not all was done, with the number of objects and the first of them; nil where all was.
  var reason: String? {
    let undone: [ObjectOutcome] = objects.filter { !$0.isDone }
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
    let isPredicate = ["is ", "was ", "cannot "].contains { error.hasPrefix($0) }
    return "\(object.path.quoted)\(isPredicate ? "" : ":") \(error)"
  }
}
