import Queueing
import Testing

struct MergeRequestTests {
  @Test(arguments: [
    (
      "Merge branch 'x' into 'main'\n\nTitle\n\nSee merge request group/project!12\n",
      "group/project!12"
    ),
    (
      "Merge branch 'x'\n\nSee merge request group/sub/project!7\n\nSigned-off-by: A <a@b>",
      "group/sub/project!7"
    ),
    ("Merge branch 'x'\r\n\r\nSee merge request group/project!12\r\n", "group/project!12"),
    ("Merge pull request #34 from someone/branch\n\nTitle", "#34"),
    ("Fix the trigger (#56)", "#56"),
    ("Fix the trigger (!78)\n\nbody", "!78"),
    ("\n\nFix the trigger (!78)", "!78"),
    ("Fix (part 2) (#9)", "#9"),
    ("See merge request a/b!1\n\nSee merge request c/d!2", "c/d!2"),
  ])
  func `references are found where servers write them`(message: String, reference: String) {
    #expect(MergeRequest.reference(in: message) == reference)
  }

  @Test(arguments: [
    "", "\n", "Fix", "Fix (#)", "Fix (12)", "Fix (#12) again", "Fix #12", "Fix (#12a)",
    "Fix (#１２)", "Merge pull request 12 from x", "Merge pull request #x from y",
    "See merge request group/project", "See merge request !", "I See merge request a/b!1",
    "See merge request a b!1", "Merge pull request", ")", "(", "()", "(!)",
    "See merge request \u{1B}[31mgroup/project!1", "See merge request a\tb!1",
    "See merge request \u{202E}group/project!1", "Fix (\u{9B}31m#12)",
    "See merge request a\u{7F}b!1", "See merge request a\u{2028}b!1",
  ])
  func `text that is no reference, or not a harmless one, is none`(message: String) {
    #expect(MergeRequest.reference(in: message) == nil)
  }

  @Test(arguments: [
    ("12", "group/project!12"), ("12", "#12"), ("!12", "group/project!12"), ("#12", "#12"),
    ("group/project!12", "group/project!12"), ("!12", "!12"),
  ])
  func `what a person types names the reference`(typed: String, reference: String) {
    #expect(MergeRequest.names(typed, reference))
  }

  @Test(arguments: [
    ("1", "#12"), ("2", "#12"), ("#12", "group/project!12"), ("!12", "#12"),
    ("other/project!12", "group/project!12"), ("project!12", "group/project!12"), ("", "#12"),
    ("!", "!12"), ("012", "#12"), ("!12 ", "!12"),
  ])
  func `anything else does not`(typed: String, reference: String) {
    #expect(!MergeRequest.names(typed, reference))
  }

  @Test(arguments: [
    (
      "Merge branch 'x' into 'main'\n\nFix the trigger\n\nSee merge request a/b!1",
      "Fix the trigger"
    ),
    ("Merge branch 'x' into 'main'\r\n\r\nFix it\r\n", "Fix it"),
    ("\nMerge pull request #1 from a/b\n\n\n  Fix it  \nmore", "Fix it"),
    ("Fix it\n\nbody", "Fix it"),
    ("Merge branch 'x'", "Merge branch 'x'"),
    ("Merge branch 'x'\n\nSee merge request a/b!1", "Merge branch 'x'"),
  ])
  func `a merge is about what its second paragraph says`(message: String, title: String) {
    let subject = message.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    #expect(MergeRequest.title(of: subject, in: message) == title)
  }

  @Test func `a long hostile message is read in no time`() {
    let message = String(repeating: "See merge request \n(", count: 50_000) + "!#)"
    let clock = ContinuousClock()
    let duration = clock.measure { #expect(MergeRequest.reference(in: message) == nil) }
    #expect(duration < .seconds(5))
  }
}
