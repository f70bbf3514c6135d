import Domain
import Settings
import SyncEngine

extension ReconciliationSchedule {
    /// `reconciliation:` of the configuration.
    init(_ settings: ReconciliationSettings) {
        let times: Times =
            switch settings.schedule {
            case .every(let interval): .every(interval)
            case .cron(let cron, let zone):
                .cron(
                    CronTimes(
                        minutes: cron.minutes, hours: cron.hours, daysOfMonth: cron.daysOfMonth, months: cron.months,
                        daysOfWeek: cron.daysOfWeek,
                        eitherDay: cron.restrictsDaysOfMonth && cron.restrictsDaysOfWeek, timeZone: zone))
            }
        self.init(
            times: times, depth: settings.depth == .deep ? .deep : .light, deepEvery: settings.deepEvery,
            waitsForPerson: settings.first == .manual)
    }
}
