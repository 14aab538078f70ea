import SourceText
import Testing

@Suite struct EditDistanceTests {
    @Test(arguments: [
        ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("subject", "subject", 0), ("subjct", "subject", 1), ("subjetc", "subject", 1),
        ("sibject", "subject", 1), ("host", "port", 2), ("kitten", "sitting", 3),
    ])
    func `each slip counts once`(left: String, right: String, distance: Int) {
        #expect(EditDistance.between(Array(left.utf8), Array(right.utf8)) == distance)
        #expect(EditDistance.between(Array(right.utf8), Array(left.utf8)) == distance)
    }
}
