/// Events as lines on a descriptor.
struct LineOutput<Form: EventForm>: EventOutput {
    private let lines: LineWriter
    private let form: Form

    init(_ lines: LineWriter, form: Form) {
        self.lines = lines
        self.form = form
    }

    func write(_ event: Event) {
        lines.write(form.line(event)) { form.line(Event(lost: $0, at: event.time)) }
    }
}

/// How an event looks on one line, without its line end.
protocol EventForm: Sendable {
    func line(_ event: Event) -> String
}
