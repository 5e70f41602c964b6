import Domain
import Fixtures
import Foundation
import Testing

@testable import Syncing

/// The file of a saved plan: read as it was written, or not at all.
struct SavedPlanFileTests {
  let bytes: [UInt8]

  init() throws {
    let tests = try SavedPlanTests()
    bytes = try tests.save().encoded()
  }

  private func error(_ text: String) -> PlanError? {
    do {
      _ = try SavedPlan.decode(Array(text.utf8))
      return nil
    } catch {
      return error as? PlanError
    }
  }

  @Test func `every byte counts`() throws {
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(error(text) == nil)
    for position in stride(from: 1, to: bytes.count - 1, by: 7) {
      var changed = bytes
      changed[position] ^= 1
      #expect(throws: PlanError.self, "\(position)") { try SavedPlan.decode(changed) }
    }
    #expect(error(text + "\n") == .edited)
    #expect(
      error(text.replacing("\"overwriteDrift\" : false", with: "\"overwriteDrift\" : true"))
        == .edited)
    #expect(error(String(text.prefix(text.count / 2))) == .notAPlan)
  }

  @Test func `a newer format and other files are told apart`() {
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(error(text.replacing("\"schema\" : 1", with: "\"schema\" : 2")) == .unknownFormat(2))
    for other in ["", "{}", "{\"schema\":1,\"kind\":\"x\"}", "\u{0}"] {
      #expect(error(other) == .notAPlan, "\(other)")
    }
  }

  @Test func `two plans of one instant are two`() throws {
    let tests = try SavedPlanTests()
    #expect(try tests.save().digest != tests.save().digest)
  }
}
