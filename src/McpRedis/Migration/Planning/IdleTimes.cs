using McpRedis.Migration.Copying;
using McpRedis.Migration.Probe;

namespace McpRedis.Migration.Planning;

// OBJECT FREQ k under allkeys-lru     -ERR An LFU maxmemory policy is not selected, access frequency not tracked. …
// OBJECT IDLETIME k under allkeys-lfu -ERR An LFU maxmemory policy is selected, idle time not tracked. …
// RESTORE … IDLETIME 5 under allkeys-lfu   +OK, and nothing is done with it

/// <summary>What becomes of idle times and use counts: a server keeps one of them, as its maxmemory-policy says, and writes it into snapshots only where that policy looks at it.</summary>
internal static class IdleTimes
{
    /// <summary>What a server keeps of its keys; of one that does not tell its policy what nearly all do.</summary>
    public static UseMeasure MeasureOf(ServerFacts facts) => Policy(facts).Contains("lfu", StringComparison.Ordinal) ? UseMeasure.Frequency : UseMeasure.IdleTime;

    /// <summary>Snapshots of the server have them.</summary>
    public static bool AreInSnapshots(ServerFacts facts) => Policy(facts).EndsWith("lru", StringComparison.Ordinal) || Policy(facts).EndsWith("lfu", StringComparison.Ordinal);

    /// <summary>What is asked for and restored with each key; none where that is not wanted, or would be something else on the target.</summary>
    public static UseMeasure Copied(PlanOptions options, ServerFacts source, ServerFacts target) =>
        options.KeepIdle && MeasureOf(source) == MeasureOf(target) ? MeasureOf(source) : UseMeasure.None;

    /// <summary>Why they do not arrive; null where they do.</summary>
    public static string? Loss(PlanInput input, MigrationPath path)
    {
        const string What = "idle times and use counts of keys, by which a full server chooses what to evict";
        bool isServed = path == MigrationPath.Serve;
        if (!input.Options.KeepIdle && !isServed)
        {
            return $"{What}: keepIdle carries them over";
        }
        if (path == MigrationPath.Types)
        {
            return $"{What}: no command of a type sets them";
        }
        if (isServed && !AreInSnapshots(input.Source))
        {
            return $"{What}: with maxmemory-policy {Policy(input.Source)} the source's snapshots are without";
        }
        return MeasureOf(input.Source) == MeasureOf(input.Target) ? null
            : $"{What}: the source ({Policy(input.Source)}) counts {Word(input.Source)}, the target ({Policy(input.Target)}) {Word(input.Target)}";
    }

    private static string Policy(ServerFacts facts) => facts.EvictionPolicy is { IsKnown: true, Value: { } policy } ? policy : "not told";

    private static string Word(ServerFacts facts) => MeasureOf(facts) == UseMeasure.Frequency ? "uses" : "idle seconds";
}
