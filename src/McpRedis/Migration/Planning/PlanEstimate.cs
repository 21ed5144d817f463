using McpRedis.Migration.Probe;

namespace McpRedis.Migration.Planning;

/// <summary>How much there is and how long it may take. A range: nothing was written to find out.</summary>
/// <param name="Keys">Keys that would be copied; null, like all that follows from it, when the source does not tell how many it holds.</param>
/// <param name="Bytes">Bytes of them as they go over the wire; null when no payload was read.</param>
/// <param name="MemoryBytes">Bytes of memory they take on the source; null when it does not tell.</param>
/// <param name="MinSeconds">If nothing else is in the way.</param>
/// <param name="MaxSeconds">At the rate that was measured here.</param>
/// <param name="Basis">What the figures rest on.</param>
internal sealed record PlanEstimate(long? Keys, long? Bytes, long? MemoryBytes, double? MinSeconds, double? MaxSeconds, string Basis)
{
    // What one core of a target takes in: seconds for a key, and for a byte of it. Measured over a loopback on two cores of 2.5 GHz.
    private static readonly Dictionary<MigrationPath, (double Key, double Byte)> Costs = new()
    {
        [MigrationPath.Replicate] = (2.2e-6, 12e-9),
        [MigrationPath.Serve] = (1.3e-6, 6e-9),
        [MigrationPath.Sync] = (3.5e-6, 14e-9),
        [MigrationPath.Scan] = (4.5e-6, 25e-9),
        [MigrationPath.Types] = (20e-6, 40e-9),
    };

    // Bytes on their way to the target at once: with those a round trip is waited for.
    private const double WindowBytes = 256 * 1024;

    // Where the measured rate is unknown: so many times slower than the best.
    private const double Spread = 6;

    // repl-diskless-sync-delay of a server that does not tell its own.
    private const int UsualDelaySeconds = 5;

    public static PlanEstimate Of(PlanInput input, MigrationPath path)
    {
        var sample = input.Sample;
        double average = sample.AveragePayload ?? 200;
        var (perKey, perByte) = Costs[path];
        double rtt = input.Target.Clock is { IsKnown: true } clock ? clock.Value!.RttMs / 1000 : 0.001;
        double best = Math.Max(perKey + (average * perByte), average / WindowBytes * rtt);
        double slowest = sample.KeysPerSecond is { } rate ? Math.Max(best * 1.5, (1 / rate) + best) : best * Spread;
        string basis = string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"An estimate, not a promise: {sample.Seen} names seen, {sample.Taken} keys looked at, {sample.Dumped} read in {sample.ReadTime.TotalMilliseconds:0} ms on the source; {rtt * 1000:0.0} ms to the target and back. Nothing was written, so the target's own speed is assumed.");
        var (least, most) = path is MigrationPath.Replicate or MigrationPath.Serve or MigrationPath.Sync ? DelayOf(input.Source.SyncDelaySeconds) : (0, 0);
        basis += most == 0 ? "" : $" The source waits {(least == most ? $"{least} s" : "some seconds, 5 unless it was changed,")} for other replicas before it sends anything (repl-diskless-sync-delay).";
        return input.Keys is { } keys
            ? new(keys, sample.Dumped == 0 ? null : (long)(average * keys), input.MemoryBytes, Math.Round((best * keys) + least, 1), Math.Round((slowest * keys) + most, 1), basis)
            : new(null, null, input.MemoryBytes, null, null, basis);
    }

    private static (int Least, int Most) DelayOf(Fact<int> told) => told.IsKnown ? (told.Value, told.Value) : (0, UsualDelaySeconds);
}
