using System.Text.Json;
using McpRedis.Jobs;
using McpRedis.Migration.Copying;
using McpRedis.Migration.Running.Engines;

namespace McpRedis.Migration.Running;

/// <summary>What became of keys in a run, what earlier processes did of it included.</summary>
/// <param name="before">By outcome, of those.</param>
internal sealed class RunTally(IReadOnlyDictionary<string, long> before)
{
    private const string Bytes = "bytes";

    // Seen and sent again are no ends of a key; what was not selected is not among those that are expected.
    private static readonly CopyOutcome[] Ends = [.. Enum.GetValues<CopyOutcome>().Except([CopyOutcome.Seen, CopyOutcome.Filtered, CopyOutcome.Resent])];

    private readonly Dictionary<string, long> _before = new(before, StringComparer.Ordinal);

    public static string NameOf(CopyOutcome outcome) => JsonNamingPolicy.CamelCase.ConvertName(outcome.ToString());

    /// <summary>So far, by outcome.</summary>
    public Dictionary<string, long> Of(CopyCounters counters)
    {
        var counts = Enum.GetValues<CopyOutcome>().ToDictionary(NameOf, outcome => Before(NameOf(outcome)) + counters[outcome], StringComparer.Ordinal);
        counts[Bytes] = Before(Bytes) + counters.PayloadBytes;
        return counts;
    }

    /// <summary>Keys that are done with.</summary>
    public long Done(CopyCounters counters) => Ends.Sum(outcome => Before(NameOf(outcome)) + counters[outcome]);

    public long BytesOf(CopyCounters counters) => Before(Bytes) + counters.PayloadBytes;

    /// <param name="engine">How it stands.</param>
    /// <param name="took">Time of this process.</param>
    /// <param name="notes">What else to know.</param>
    public JobReport Report(ICopyEngine engine, TimeSpan took, IReadOnlyList<string> notes)
    {
        var counts = Of(engine.Counters);
        counts["durationMs"] = (long)took.TotalMilliseconds;
        counts["keysPerSecond"] = took > TimeSpan.Zero ? (long)(Ends.Sum(outcome => engine.Counters[outcome]) / took.TotalSeconds) : 0;
        return new JobReport(counts)
        {
            Losses = engine.Losses().All.ToDictionary(loss => JsonNamingPolicy.CamelCase.ConvertName(loss.Key.ToString()), loss => loss.Value),
            Examples = [.. engine.Problems.First.Select(problem => new JobExample(problem.Database, problem.Key, NameOf(problem.Outcome), problem.Reason))],
            Notes = notes,
        };
    }

    private long Before(string name) => _before.GetValueOrDefault(name);
}
