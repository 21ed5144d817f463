using McpRedis.Jobs;
using McpRedis.Migration.Copying;
using McpRedis.Rdb.Transcoding;

namespace McpRedis.Migration.Running.Engines;

/// <summary>What goes a path once, as a run sees it.</summary>
internal interface ICopyEngine
{
    /// <summary>What became of keys so far.</summary>
    CopyCounters Counters { get; }

    /// <summary>What was left behind so far.</summary>
    CopyProblems Problems { get; }

    /// <summary>What else to know; asked when it is over.</summary>
    IReadOnlyList<string> Notes => [];

    /// <summary>What it is doing, in one word or a few.</summary>
    string Phase { get; }

    /// <summary>How far it is, where that is more than counted keys; null where it is not.</summary>
    JobProgress? Progress => null;

    /// <summary>What got lost, all in all; asked when it is over.</summary>
    TranscodeLosses Losses();

    /// <exception cref="Faults.Fault">It cannot go on; what was copied stays.</exception>
    Task RunAsync(CancellationToken cancellationToken);
}
