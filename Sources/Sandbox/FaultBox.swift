/// The faults in force.
actor FaultBox {
    private var faults: [Fault] = []

    func add(_ fault: Fault) { faults.append(fault) }
    func clear() { faults = [] }

    /// The first fault that hits this request, counted down.
    func take(_ parts: Set<Fault.Part>, target: String) -> Fault? {
        let hit = faults.firstIndex { fault in
            parts.contains(fault.part) && (fault.matching.map { target.contains($0) } ?? true)
        }
        guard let hit else { return nil }
        let fault = faults[hit]
        if let requests = fault.requests {
            if requests <= 1 {
                faults.remove(at: hit)
            } else {
                faults[hit].requests = requests - 1
            }
        }
        return fault
    }
}
