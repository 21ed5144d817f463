namespace McpRedis.Redis;

/// <summary>Commands that show or touch keys which are not among their arguments. Under a key scope they are refused.</summary>
internal static class UnscopedCommands
{
    private const string Lists = "shows keys it does not name";
    private const string Counts = "counts keys outside of it";
    private const string Touches = "changes keys it does not name";
    private const string Runs = "runs code that reaches any key";

    private static readonly Dictionary<string, string> Reasons = new(StringComparer.OrdinalIgnoreCase)
    {
        ["FLUSHALL"] = Touches,
        ["FLUSHDB"] = Touches,
        ["SWAPDB"] = Touches,
        ["FUNCTION RESTORE"] = "brings in code that reaches any key",
        ["KEYS"] = Lists,
        ["DBSIZE"] = Counts,
        ["MEMORY STATS"] = Counts,
        ["CLUSTER COUNTKEYSINSLOT"] = Counts,
        ["CLUSTER SLOT-STATS"] = Counts,
        ["CLUSTERSCAN"] = Lists,
        ["CLUSTER GETKEYSINSLOT"] = Lists,
        ["CLUSTER MIGRATESLOTS"] = Touches,
        ["CLUSTER MIGRATION"] = Touches,
        ["CLUSTER FLUSHSLOTS"] = Touches,
        ["HOTKEYS GET"] = Lists,
        ["MONITOR"] = "shows every client's commands with their keys",
        ["SLOWLOG GET"] = "shows other clients' commands with their keys",
        ["COMMANDLOG GET"] = "shows other clients' commands with their keys",
        ["ACL LOG"] = Lists,
        ["DEBUG"] = Lists,
        ["PFDEBUG"] = Touches,
        ["SYNC"] = "sends the whole data set",
        ["PSYNC"] = "sends the whole data set",
        ["REPLICAOF"] = "replaces the whole data set",
        ["SLAVEOF"] = "replaces the whole data set",
        ["CLIENT TRACKING"] = Lists,
        ["CLIENT LIST"] = "shows the connections of clients that work on other keys",
        ["CLIENT KILL"] = "ends the connections of clients that work on other keys",
        ["EVAL"] = Runs,
        ["EVALSHA"] = Runs,
        ["EVAL_RO"] = Runs,
        ["EVALSHA_RO"] = Runs,
        ["FCALL"] = Runs,
        ["FCALL_RO"] = Runs,
        ["TS.MGET"] = Lists,
        ["TS.MRANGE"] = Lists,
        ["TS.MREVRANGE"] = Lists,
        ["TS.QUERYINDEX"] = Lists,
        ["GRAPH.LIST"] = Lists,
    };

    /// <summary>Why the command is refused under a scope; null if it is not.</summary>
    public static string? ReasonFor(RedisCommand command)
    {
        // An index gathers documents by a prefix of its own, so no search command can be held to ours.
        if (command.Name.StartsWith("FT.", StringComparison.OrdinalIgnoreCase))
        {
            return "works on an index that may hold other keys";
        }
        return Reasons.GetValueOrDefault(command.FullName)
            ?? Reasons.GetValueOrDefault(command.Name)
            ?? (CommandTable.Pinned.Find(command) is { } entry ? Reasons.GetValueOrDefault(entry.Name) : null);
    }
}
