/// The messages that `postroom demo` serves, written for this project.
///
/// Every address lies in a domain reserved for examples (RFC 2606), every date in October or November 2026.
public enum Samples {
    /// What comes to one person, Ann: `ann@example.org` and `ann@work.example`.
    public static let personal: [Sample] = [
        gardenersList, foldedListName, invoiceFrench, listWithoutName, quarterlyNewsletter, autumnNewsletter,
        russianLetter, invitation, invitationAnswered, chineseLetter, invoiceGerman, japaneseLetter, japaneseBooking,
        gardenersListAgain, bounce, outOfOffice, spoofedBank, lyingPDF, invoiceEnglish, loudOffer, blockedSender,
        plusAddress, longThread, flowedLetter, dotsAndFrom, noSubject, longSubject, plainASCII, undatable, railTicket, weatherTable,
    ]

    /// What comes to the shared mailbox of a small company, Acme.
    public static let team: [Sample] = [
        alertFiring, supportOutage, alertResolved, supportGerman, billingQuestion, alertFiringAgain, salesInquiry,
        buildFailed, securityReport, jobApplication, teamBounce, copyToTwoQueues, toNobodyInParticular,
    ]
}
