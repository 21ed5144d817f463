using System.Text;
using McpRedis.Redis;

namespace McpRedis.Migration.Tail;

/// <summary>What becomes of a command of the stream.</summary>
internal enum TailAction
{
    /// <summary>It goes over, as far as its keys are chosen.</summary>
    Forward,
    /// <summary>SELECT: what follows is of another database.</summary>
    Select,
    /// <summary>MULTI: what follows up to EXEC belongs together.</summary>
    Begin,
    /// <summary>EXEC.</summary>
    End,
    /// <summary>A sign of life, a question to a replica, or what is no data: messages, scripts, functions.</summary>
    Pass,
    /// <summary>It empties or swaps databases: somebody must say what that is to mean on the target.</summary>
    Stop,
    /// <summary>Not in the table: a module's, and its keys cannot be told.</summary>
    Unknown,
}

/// <summary>
/// Sorts the commands of a replication stream. What was random or relative when it was run is not any more: the master sends what it came to, with expiry as a point in time.
/// </summary>
internal static class TailRules
{
    /// <summary>These are never carried over by themselves.</summary>
    public static IReadOnlySet<string> Stopping { get; } = new HashSet<string>(StringComparer.Ordinal) { "FLUSHALL", "FLUSHDB", "SWAPDB", "CLUSTER FLUSHSLOT", "TRIMSLOTS" };

    private static readonly HashSet<string> Passed = new(StringComparer.Ordinal)
    {
        "PING", "REPLCONF", "PUBLISH", "SPUBLISH",
        // No keys: functions are copied with the snapshot or by the operator, scripts are loaded again by who runs them.
        "SCRIPT", "SCRIPT LOAD", "SCRIPT FLUSH", "FUNCTION", "FUNCTION LOAD", "FUNCTION DELETE", "FUNCTION FLUSH", "FUNCTION RESTORE",
    };

    /// <summary>A write of which can be told which keys it is about.</summary>
    public static bool IsCarried(CommandEntry entry) =>
        entry is { IsWrite: true, IsContainer: false } && (entry.KeySpecs.Length > 0 || entry.FirstKey > 0) && !Stopping.Contains(entry.Name) && !Passed.Contains(entry.Name);

    /// <param name="words">A whole command.</param>
    /// <param name="entry">What is known of it where it is forwarded.</param>
    public static TailAction Of(IReadOnlyList<ReadOnlyMemory<byte>> words, out CommandEntry? entry)
    {
        string name = Encoding.ASCII.GetString(words[0].Span).ToUpperInvariant();
        entry = CommandTable.Pinned.Find(name);
        if (entry is { IsContainer: true } && words.Count > 1)
        {
            name = $"{name} {Encoding.ASCII.GetString(words[1].Span).ToUpperInvariant()}";
            entry = CommandTable.Pinned.Find(name);
        }
        return name switch
        {
            "SELECT" => TailAction.Select,
            "MULTI" => TailAction.Begin,
            "EXEC" => TailAction.End,
            _ when Stopping.Contains(name) => TailAction.Stop,
            _ when Passed.Contains(name) => TailAction.Pass,
            _ => entry is not null && IsCarried(entry) ? TailAction.Forward : TailAction.Unknown,
        };
    }
}
