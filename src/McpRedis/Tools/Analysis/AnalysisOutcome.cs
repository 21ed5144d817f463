using System.Text;
using McpRedis.Analysis;
using McpRedis.Faults;
using McpRedis.Jobs;
using McpRedis.Redis.Connections;

namespace McpRedis.Tools.Analysis;

/// <summary>An analysis that ended, with its job: looked into by later calls, and gone on with if it did not see all.</summary>
/// <param name="connection">Where it looked, as it was open to whoever asked.</param>
/// <param name="pass">What goes on; null for a file.</param>
/// <param name="report">What it found.</param>
internal sealed class AnalysisOutcome(RedisConnection connection, LiveAnalysis? pass, AnalysisReport report)
{
    public const string Kind = "analysis";

    // What one holds may be some megabytes, and jobs are kept for an hour.
    private const int Kept = 3;

    private readonly string _sight = SightOf(connection);
    private Counts? _counts = new(pass, report);

    public string Connection { get; } = connection.Options.Name;

    public bool CanGoOn => _counts is { Pass.IsOpen: true };

    /// <summary>Somebody has had the summary of it. Until then asking again is to have it, and not to go on.</summary>
    public bool IsTold { get; set; }

    public AnalysisReport Report => (_counts ?? throw Missing()).Report;

    /// <summary>What it counted, once: it goes on in another job, or room is made for others, and is no longer this one's.</summary>
    public Counts? TakeOver() => Interlocked.Exchange(ref _counts, null);

    /// <summary>Nobody went on with it after all.</summary>
    public void PutBack(Counts counts) => _counts = counts;

    /// <returns>Null while it runs.</returns>
    /// <exception cref="Fault">key_not_found; what it failed with.</exception>
    public static AnalysisOutcome? Of(Job job, ConnectionRegistry connections)
    {
        if (job.State == JobState.Running)
        {
            return null;
        }
        var outcome = job.Failure is { } failure ? throw (failure as Fault ?? new Fault(ErrorCode.Internal, "The analysis failed in a way it should not.", "The log says more.", inner: failure))
            : job.Result as AnalysisOutcome ?? throw new Fault(ErrorCode.Cancelled, "The analysis was cancelled.", "Run it again.");
        // Whoever lost a connection since, or sees less of it, has lost what was seen there.
        return connections.Names.Contains(outcome.Connection) && SightOf(connections.Get(outcome.Connection)) == outcome._sight && outcome._counts is not null ? outcome : throw Missing();
    }

    public static Job Find(JobRegistry jobs, string id, string principal) => jobs.Find(id, principal) is { Kind: Kind } job ? job : throw Missing();

    /// <summary>Lets go of all but the newest of somebody's.</summary>
    public static void MakeRoom(JobRegistry jobs, string principal)
    {
        int held = 0;
        foreach (var job in jobs.List(principal))
        {
            if (job is { Kind: Kind, State: not JobState.Running, Result: AnalysisOutcome { _counts: not null } outcome } && ++held >= Kept)
            {
                outcome.TakeOver();
            }
        }
    }

    // Which keys can be seen, as text that is the same for the same.
    private static string SightOf(RedisConnection connection)
    {
        var sight = new StringBuilder();
        foreach (byte[] prefix in connection.Scope?.Prefixes ?? [])
        {
            sight.Append(Convert.ToHexString(prefix)).Append(',');
        }
        return sight.Append(connection.Scope is null ? "*" : "").Append('/').AppendJoin(',', connection.Options.Databases ?? []).ToString();
    }

    private static Fault Missing() => new(ErrorCode.KeyNotFound, "There is no such analysis, or it ended more than an hour ago, or another went on with it, or there were three newer ones.", "Run redis_analysis_run again.");

    /// <param name="Pass">What goes on; null for a file.</param>
    /// <param name="Report">What it found.</param>
    internal sealed record Counts(LiveAnalysis? Pass, AnalysisReport Report);
}
