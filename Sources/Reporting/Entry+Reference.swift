import Domain

extension Entry {
  /// The merge request, of another repository than the control one with that one's name; of an entry
  /// without one only that name. For a cell beside the commit.
  var reference: String {
    if mergeRequest != nil { return name }
    return repository == Repositories.control ? "" : repository
  }
}
