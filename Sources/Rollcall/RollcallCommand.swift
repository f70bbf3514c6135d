import ArgumentParser
@main struct RollcallCommand: AsyncParsableCommand { func run() async throws {} }
