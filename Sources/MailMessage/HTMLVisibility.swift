/// Whether the content of an element is seen.
struct HTMLVisibility: Equatable {
    /// Not displayed, whatever stands inside.
    var isRemoved = false
    /// Of letters without size, until an element inside gives one.
    var isSizeless = false
    /// Invisible, until an element inside is made visible.
    var isInvisible = false
    var isPreformatted = false

    var isSeen: Bool { !isRemoved && !isSizeless && !isInvisible }

    /// As an element inside is seen that has this style and, perhaps, the attribute `hidden`.
    mutating func apply(_ style: HTMLStyle, isHidden: Bool) {
        if style.isRemoving || (isHidden && !style.isDisplayed) { isRemoved = true }
        if let isSizeless = style.isSizeless { self.isSizeless = isSizeless }
        if let isInvisible = style.isInvisible { self.isInvisible = isInvisible }
    }
}
