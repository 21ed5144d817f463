using System.Collections.Concurrent;
using McpRedis.Jobs;

namespace McpRedis.Migration.Running.Following;

/// <summary>Migrations that this process carries out now, by who began them and their plans: so that a call finds the one it wants to cut over.</summary>
internal sealed class LiveRuns
{
    private readonly ConcurrentDictionary<(string Principal, string PlanId), (MigrationRun Run, Job Job)> _runs = new();

    /// <summary>Null where none is under way.</summary>
    public (MigrationRun Run, Job Job)? Find(string principal, string planId) =>
        _runs.TryGetValue((principal, planId), out var run) && run.Job.State == JobState.Running ? run : null;

    public void Keep(string principal, string planId, MigrationRun run, Job job)
    {
        foreach (var (key, _) in _runs.Where(pair => pair.Value.Job.State != JobState.Running).ToArray())
        {
            _runs.TryRemove(key, out _);
        }
        _runs[(principal, planId)] = (run, job);
    }
}
