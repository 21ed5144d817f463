using System.Text;
using McpRedis.Jobs;
using McpRedis.Migration.Compare;
using McpRedis.Migration.Probe;
using McpRedis.Migration.Selection;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Compare;

/// <summary>A comparison of two real servers, and what it found in words.</summary>
internal static class CompareBench
{
    public static CompareOptions Options(SelectionRequest? request = null) => new() { Selection = KeySelection.Of(request ?? new()), Rounds = 1, RoundDelay = TimeSpan.Zero };

    public static async Task<CompareReport> RunAsync(
        ConnectionOptions from, ConnectionOptions to, CompareOptions? options = null, Func<CompareEnd, CompareEnd>? change = null, IProgress<JobProgress>? progress = null)
    {
        await using RedisConnection source = new(from, AccessLevel.Full, null, TimeProvider.System), target = new(to, AccessLevel.Full, null, TimeProvider.System);
        CompareEnd here = await EndAsync(source), there = await EndAsync(target);
        change ??= end => end;
        return await new MigrationComparison(change(here), change(there), options ?? Options(), TimeProvider.System).RunAsync(progress, TestTimeout.Token());
    }

    /// <summary><c>MissingOnTarget 1 k:1; Value 2 k:8,k:9</c>, names in order.</summary>
    public static string Told(this CompareReport report) => string.Join("; ", report.Findings.Select(finding =>
        $"{finding.Category} {finding.Count} {string.Join(',', finding.Examples.Select(example => Encoding.UTF8.GetString(example.Name.Key)).Order(StringComparer.Ordinal))}"));

    /// <summary>Differences of every category between two servers filled by <c>CopyBench.FillAsync</c>, and one within the tolerance.</summary>
    /// <returns>As <see cref="Told"/> says it.</returns>
    public static async Task<string> PlantAsync(RawRedis target, string prefix = "k:")
    {
        await target.CallAsync("DEL", prefix + "1");
        await target.CallAsync("SET", prefix + "more", "x");
        await target.CallAsync("DEL", prefix + "7");
        await target.CallAsync("RPUSH", prefix + "7", "x");
        await target.CallAsync("RPUSH", prefix + "8", "x");
        await target.CallAsync("SADD", prefix + "9", "x");
        await target.CallAsync("PERSIST", prefix + "12");
        await target.CallAsync("PEXPIREAT", prefix + "15", 4_000_000_005_000);
        await target.CallAsync("PEXPIREAT", prefix + "18", 4_000_000_000_518);
        return $"MissingOnTarget 1 {prefix}1; ExtraOnTarget 1 {prefix}more; Type 1 {prefix}7; Value 2 {prefix}8,{prefix}9; Ttl 2 {prefix}12,{prefix}15";
    }

    private static async Task<CompareEnd> EndAsync(RedisConnection connection)
    {
        var trace = new CommandTrace();
        return CompareEnd.Of(connection, await new EndProbe(EndGateway.Bind(connection, null, trace), TimeProvider.System).RunAsync(TestTimeout.Token()), trace);
    }
}
