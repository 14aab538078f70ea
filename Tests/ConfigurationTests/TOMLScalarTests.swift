import Testing

@testable import Configuration

@Suite struct TOMLScalarTests {
    @Test(arguments: [
        "true", "false", "0", "+0", "-17", "1_000", "0xDEAD_beef", "0o755", "0b1101", "1.0", "-0.01", "5e+22", "6.626e-34", "1E06", "inf", "-inf", "+nan",
        "1979-05-27T07:32:00Z", "1979-05-27 07:32:00.999-07:00", "1979-05-27t07:32:00", "1979-05-27", "07:32:00", "00:32:00.999999", "9999-99-99",
    ])
    func whatTOMLKnowsIsWellFormed(_ text: String) {
        #expect(TOMLScalar.isWellFormed(Array(text.utf8)[...]))
    }

    @Test(arguments: [
        "", "True", "yes", "ann", "1 2", "01", "1__0", "_1", "1_", "0x", "-0x1", "0xG", "0o8", "0b2", "1.", ".5", "1.e1", "1e", "1e1.0", "+", "infinity",
        "07:32", "7:32:00", "1979-05-27 1", "1979-05-27T", "1979-05-27Z", "07:32:00.", "07:32:00Z", "1979-5-27", "1979-05-27T07:32:00+7:00", "é", "٣",
        String(repeating: "1", count: 65),
    ])
    func whatTOMLDoesNotKnowIsNot(_ text: String) {
        #expect(!TOMLScalar.isWellFormed(Array(text.utf8)[...]))
    }
}
