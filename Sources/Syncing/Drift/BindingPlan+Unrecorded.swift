import Domain

extension BindingPlan {
  /// What stands in the way of a run because no record of anybody says that it is there: beside what
  /// is `recorded`, by place.
  func unrecorded(besides recorded: Set<GitPath>) -> [PlannedObject] {
    objects.filter { object in
      guard case .drift = object.verdict, object.desired != nil, object.formerOwner == nil else {
        return false
      }
      return !recorded.contains(object.place) && object.live != nil
    }
  }
}
