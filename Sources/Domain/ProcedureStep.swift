/// One step of the procedure by which an item is deployed specially.
package enum ProcedureStep: Hashable, Sendable {
  /// What people do, in their words; whoever did it confirms it.
  case manual(String)
  /// The content is brought to the target.
  case sync
}
