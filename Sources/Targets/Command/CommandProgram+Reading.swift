import Domain
import FoundationEssentials

extension CommandProgram {
  /// One object that is asked for.
  struct Question {
    var path: GitPath
    var place: CommandPlace
    var remoteID: String?
    /// Contents that it may have, for a program that finds by them.
    var candidates: [[UInt8]] = []
  }

  /// What is at one place.
  enum Reading {
    case present(LiveObject, content: [UInt8], remoteID: String?)
    case absent
    /// The text is a clause.
    case unreadable(String)
  }

  /// Asks for objects, of different places, in one request; the readings have the questions' order.
  /// Throws `TargetError`, also where an answer leaves out a place or names another.
  func read(_ questions: [Question]) throws(TargetError) -> [Reading] {
    let objects = questions.map { question in
      var fields: [String: RequestValue] = [
        "place": .text(question.place.text), "active": .flag(question.place.isActive),
      ]
      fields["remoteID"] = question.remoteID.map { .text($0) }
      if description.findsByContent {
        fields["candidates"] = .list(question.candidates.map { .bytes($0) })
      }
      return RequestValue.map(fields)
    }
    let answer = try ask("read", ["objects": .list(objects)], as: ReadAnswer.self)
    let asked = Set(questions.map(\.place))
    var readings: [CommandPlace: Reading] = [:]
    for object in answer.objects ?? [] {
      let place = CommandPlace(text: object.place, isActive: object.active ?? true)
      let name = shown(object.place, limit: 200)
      guard asked.contains(place) else {
        throw distrust("answered `read` for an object that it was not asked for, \(name)")
      }
      guard readings[place] == nil else {
        throw distrust("answered `read` twice for \(name)")
      }
      do throws(UnusableAnswer) {
        readings[place] = try reading(object)
      } catch {
        throw distrust("answered `read` for \(name) what cannot be used: \(error.clause)")
      }
    }
    var result: [Reading] = []
    for question in questions {
      guard let reading = readings[question.place] else {
        throw distrust("left \(question.path) out of its answer to `read`")
      }
      result.append(reading)
    }
    return result
  }

  private func reading(_ object: ReadAnswer.Object) throws(UnusableAnswer) -> Reading {
    switch object.state {
    case "absent": return .absent
    case "unreadable":
      let reason = object.reason.map { shown($0) } ?? ""
      return .unreadable(
        reason.isEmpty ? "cannot be read, the program does not say why" : reason)
    case "present":
      let content: [UInt8]
      switch (object.base64, object.text) {
      case (let encoded?, nil):
        guard let data = Data(base64Encoded: encoded) else {
          throw UnusableAnswer(clause: "its `base64` is none")
        }
        content = Array(data)
      case (nil, let text?): content = Array(text.utf8)
      default:
        throw UnusableAnswer(clause: "it has not one of `base64` and `text`")
      }
      guard let mode = CommandDescription.modes[object.mode ?? FileMode.regular.text] else {
        throw UnusableAnswer(clause: "its `mode` is not 100644, 100755 or 120000")
      }
      if let id = object.remoteID { try Self.check(id) }
      return .present(
        LiveObject(mode: mode, content: BlobHash.id(of: content)), content: content,
        remoteID: object.remoteID)
    default: throw UnusableAnswer(clause: "its `state` is not present, absent or unreadable")
    }
  }

  /// Throws where a remote ID is none that a ledger can keep.
  static func check(_ id: String) throws(UnusableAnswer) {
    guard !id.isEmpty, id.utf8.count <= 500,
      id.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f })
    else {
      throw UnusableAnswer(clause: "its `remoteID` is not a line of 1 to 500 bytes")
    }
  }
}
