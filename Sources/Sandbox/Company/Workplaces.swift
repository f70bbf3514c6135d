/// Where people sit and what they do.
enum Workplaces {
    struct Office: Sendable {
        let name: String
        let street: String
        let postalCode: String
        let city: String
        let state: String?
        let country: String
        let usageLocation: String
        /// What phone numbers begin with.
        let phone: String
    }
    struct Department: Sendable {
        let name: String
        let costCentre: String
        /// From the head of the department down.
        let titles: [String]
    }

    static let offices = [
        Office(
            name: "Hamburg Hafen", street: "Am Sandtorkai 41", postalCode: "20457", city: "Hamburg", state: nil,
            country: "Germany", usageLocation: "DE", phone: "+49 40 5550"),
        Office(
            name: "Zürich 🏔️", street: "Bahnhofstrasse 12", postalCode: "8001", city: "Zürich", state: "ZH",
            country: "Switzerland", usageLocation: "CH", phone: "+41 44 555"),
        Office(
            name: "London <Shoreditch>", street: "18 Leonard Street", postalCode: "EC2A 4QS", city: "London",
            state: nil,
            country: "United Kingdom", usageLocation: "GB", phone: "+44 20 7946"),
        Office(
            name: "Lyon Part-Dieu", street: "20 rue de Bonnel", postalCode: "69003", city: "Lyon", state: nil,
            country: "France", usageLocation: "FR", phone: "+33 4 5550"),
        Office(
            name: "Kraków", street: "ulica Długa 7", postalCode: "31-147", city: "Kraków", state: nil,
            country: "Poland", usageLocation: "PL", phone: "+48 12 555"),
        Office(
            name: "Bengaluru \"Campus 2\"", street: "80 Feet Road", postalCode: "560034", city: "Bengaluru",
            state: "Karnataka", country: "India", usageLocation: "IN", phone: "+91 80 5550"),
    ]

    static let departments = [
        Department(
            name: "R&D", costCentre: "CC-4100",
            titles: ["Director of R&D", "Engineering Lead", "Senior Engineer", "Engineer", "Junior Engineer"]),
        Department(
            name: "Finance", costCentre: "CC-1200",
            titles: ["Chief Financial Officer", "Head of Controlling", "Senior Accountant", "Accountant", "Clerk"]),
        Department(
            name: "Human Resources", costCentre: "CC-1300",
            titles: ["Head of People", "HR Business Partner", "Recruiter", "HR Specialist", "HR Assistant"]),
        Department(
            name: "Sales", costCentre: "CC-2100",
            titles: [
                "Director of Sales", "Regional Manager", "Key Account Manager", "Account Manager", "Sales Assistant",
            ]),
        Department(
            name: "IT", costCentre: "CC-1500",
            titles: ["Head of IT", "Platform Lead", "Systems Administrator", "Support Engineer", "Help Desk Agent"]),
        Department(
            name: "Legal", costCentre: "CC-1600",
            titles: ["General Counsel", "Senior Counsel", "Counsel", "Paralegal", "Legal Assistant"]),
        Department(
            name: "Manufacturing", costCentre: "CC-3100",
            titles: ["Plant Director", "Shift Manager", "Team Lead", "Technician", "Operator"]),
        Department(
            name: "Marketing", costCentre: "CC-2300",
            titles: [
                "Head of Marketing", "Campaign Manager", "Senior Designer", "Content Editor", "Marketing Assistant",
            ]),
    ]

    static let serviceAccounts = ["svc-backup", "svc-jenkins", "svc-monitoring", "svc-mailrelay"]
}
