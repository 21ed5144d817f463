using System.Buffers;
using System.Globalization;
using McpRedis.Faults;
using McpRedis.Keyspace;
using McpRedis.Migration.Compare;
using McpRedis.Migration.Planning;
using McpRedis.Migration.Selection;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Running.Following;

/// <summary>
/// Whether both sides hold the same while nobody writes to the source: how many keys each database has, then every key, or a sample of those of both sides where there are many.
/// </summary>
/// <param name="plan">Its ends and what it announced.</param>
/// <param name="targetWasEmpty">Whatever only the target has should not be there.</param>
/// <param name="time">Clock.</param>
internal sealed class LevelCheck(MigrationPlan plan, bool targetWasEmpty, TimeProvider time)
{
    // As many as are compared in some seconds.
    private const long MostForAll = 200_000;
    private const int MostNamed = 3;

    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(200);

    /// <exception cref="LevelException">They do not.</exception>
    public async Task<(CompareReport Report, bool IsSample, long? Source, long? Target)> RunAsync(CancellationToken cancellationToken)
    {
        var trace = new CommandTrace();
        var (here, there) = (CompareEnd.Of(plan.Ends.Source, plan.Source, trace), CompareEnd.Of(plan.Ends.Target, plan.Target, trace));
        var (source, target) = (await CountAsync(here.Door, cancellationToken), await CountAsync(there.Door, cancellationToken));
        RequireCounts(source, target);
        long? largest = source is null || target is null ? null : Math.Max(Sum(source, taken: true), Sum(target, taken: false));
        var options = new Compare.CompareOptions
        {
            Selection = plan.Options.Selection,
            Mode = largest <= MostForAll ? CompareMode.Full : CompareMode.Sample,
            Announced = PlanComparison.Announced(plan),
            Rounds = 1,
            RoundDelay = Again,
        };
        var comparison = new MigrationComparison(here, there, options, time);
        var report = await comparison.RunAsync(null, cancellationToken);
        var differing = report.Differing.Where(Counts).ToList();
        if (differing.Count > 0 || !report.HoldsAll)
        {
            throw new LevelException(Text(report, differing), [.. differing.Select(SourceName).OfType<KeyName>()]);
        }
        return (report, options.Mode == CompareMode.Sample, source is null ? null : Sum(source, taken: true), target is null ? null : Sum(target, taken: false));
    }

    // Keys without expiry cannot have gone by themselves. Elsewhere than in the plain case names and databases say nothing of each other's number.
    private void RequireCounts(IReadOnlyList<DatabaseSize>? source, IReadOnlyList<DatabaseSize>? target)
    {
        if (source is null || target is null || !plan.Options.Selection.IsWhole)
        {
            return;
        }
        foreach (var (number, keys, expiring) in source)
        {
            long found = target.FirstOrDefault(size => size.Database == number)?.Keys ?? 0;
            if (found < keys - expiring)
            {
                throw new LevelException(string.Create(CultureInfo.InvariantCulture, $"Database {number} has {keys} keys on the source, {expiring} of them with an expiry, and {found} on the target."), []);
            }
        }
    }

    private bool Counts(KeyVerdict verdict) => verdict.Category != CompareCategory.ExtraOnTarget || targetWasEmpty;

    private KeyName? SourceName(KeyVerdict verdict)
    {
        if (verdict.Category != CompareCategory.ExtraOnTarget)
        {
            return verdict.Name;
        }
        var origin = new ArrayBufferWriter<byte>();
        return new KeyOrigins(plan.Options.Selection).TryFind(verdict.Name.Database, verdict.Name.Key, origin, out int database) ? new(database, origin.WrittenSpan.ToArray()) : null;
    }

    private long Sum(IEnumerable<DatabaseSize> sizes, bool taken) => sizes.Where(size => !taken || plan.Options.Selection.Mapping.TryMapDatabase(size.Database, out _)).Sum(size => size.Keys);

    // Null where it is not told: then the comparison alone decides.
    private static async Task<IReadOnlyList<DatabaseSize>?> CountAsync(IBulkGateway end, CancellationToken cancellationToken)
    {
        var infos = new List<InfoText>();
        try
        {
            foreach (var node in (await end.ResolveAsync(cancellationToken)).Masters)
            {
                await using var pipe = await end.OpenAsync(node, RespPipeOptions.Default, cancellationToken);
                var reply = await pipe.AskAsync(RedisCommand.Of("INFO").Arg("keyspace"), cancellationToken);
                if (reply.IsError)
                {
                    return null;
                }
                infos.Add(InfoText.Parse(reply.Text));
            }
        }
        catch (IOException e)
        {
            throw new Fault(ErrorCode.RedisUnavailable, "A server was lost while its keys were counted.", retryable: true, inner: e);
        }
        return DatabaseSizes.Of(infos);
    }

    private static string Text(CompareReport report, List<KeyVerdict> differing) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(report.HoldsAll ? differing.Count : report.Findings.Sum(finding => finding.Count))} of {report.Statement.Checked} compared keys differ ({string.Join(", ", differing.Take(MostNamed).Select(verdict => verdict.Category).Distinct())}).");
}

/// <summary>Both sides do not hold the same.</summary>
/// <param name="message">In what.</param>
/// <param name="keys">Which keys of the source, as far as they are known.</param>
internal sealed class LevelException(string message, IReadOnlyList<KeyName> keys) : Fault(ErrorCode.Conflict, message)
{
    public IReadOnlyList<KeyName> Keys => keys;
}
