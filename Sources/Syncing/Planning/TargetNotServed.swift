package import Domain

/// A target was named that the operator's file does not know.
package struct TargetNotServed: ExplainedError, Hashable {
  package var target: String

  package init(target: String) { self.target = target }

  package var category: FailureCategory { .configuration }
  package var message: String {
    "the target \(target) is not served here: targets.yaml does not know it"
  }
  package var hints: [String] {
    [
      "add \(target) to the targets file; it is looked for at --targets FILE, $DEPLOYSYNC_TARGETS and $GIT_DIR/deploysync/targets.yaml"
    ]
  }
}
