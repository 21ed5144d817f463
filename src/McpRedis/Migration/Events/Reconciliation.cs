using System.Buffers;
using McpRedis.Migration.Compare;
using McpRedis.Migration.Copying;
using McpRedis.Migration.Planning;
using McpRedis.Migration.Selection;
using McpRedis.Redis;

namespace McpRedis.Migration.Events;

/// <summary>
/// Which keys of the source have to be read again since changes were missed: those that differ, and names that only the target has, which go if the source has them not. Where the target
/// held keys before, its own among them are not told apart, and all are left alone.
/// </summary>
/// <param name="plan">Its ends, and what it announced.</param>
/// <param name="targetWasEmpty">All that the target holds is ours.</param>
/// <param name="patience">How long a server may be away.</param>
/// <param name="time">Clock.</param>
internal sealed class Reconciliation(MigrationPlan plan, bool targetWasEmpty, TimeSpan patience, TimeProvider time)
{
    private const int MostDiffering = 100_000;

    /// <returns>The keys, and whether these are all.</returns>
    /// <exception cref="Faults.Fault">A side cannot be asked.</exception>
    public async Task<(IReadOnlyList<KeyName> Keys, bool IsWhole)> RunAsync(CancellationToken cancellationToken)
    {
        var trace = new CommandTrace();
        var options = new CompareOptions { Selection = plan.Options.Selection, Announced = PlanComparison.Announced(plan), HeldKeys = MostDiffering, Rounds = 1 };
        var comparison = new MigrationComparison(CompareEnd.Of(plan.Ends.Source, plan.Source, trace), CompareEnd.Of(plan.Ends.Target, plan.Target, trace), options, time);
        var report = await new TargetTrouble(patience, time).OutlastAsync(ct => comparison.RunAsync(null, ct), cancellationToken);
        var origins = new KeyOrigins(plan.Options.Selection);
        var origin = new ArrayBufferWriter<byte>();
        var keys = new List<KeyName>();
        foreach (var verdict in report.Differing)
        {
            if (verdict.Category != CompareCategory.ExtraOnTarget)
            {
                keys.Add(verdict.Name);
            }
            else if (targetWasEmpty && origins.TryFind(verdict.Name.Database, verdict.Name.Key, origin, out int database))
            {
                keys.Add(new(database, origin.WrittenSpan.ToArray()));
            }
        }
        return (keys, report.HoldsAll);
    }
}
