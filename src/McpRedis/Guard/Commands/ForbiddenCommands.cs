using McpRedis.Redis;

namespace McpRedis.Guard.Commands;

/// <summary>
/// What no caller can have by naming it, at any access level. The rules admit by an allow-list, so this decides
/// nothing for what the table knows: it gives reasons, and it keeps out what only a live server knows.
/// </summary>
internal static class ForbiddenCommands
{
    private const string Connection = "it changes the state of a connection that all calls share";
    private const string Server = "it changes the server itself";
    private const string Waits = "it waits, and holds up the connection that all calls share";
    private const string Code = "it runs or keeps code";
    private const string Outward = "it makes the server open connections or give its data away";
    private const string Bytes = "it takes serialized bytes that the server does not verify";
    private const string Whole = "it acts on whole databases";

    private static readonly Dictionary<string, string> Reasons = new()
    {
        ["SHUTDOWN"] = "it ends the server",
        ["DEBUG"] = Server,
        ["MODULE"] = Server,
        ["ACL"] = "it changes or shows who may log in",
        ["CONFIG"] = Server,
        ["LATENCY"] = Server,
        ["SAVE"] = Server,
        ["BGSAVE"] = Server,
        ["BGREWRITEAOF"] = Server,
        ["REPLCONF"] = Server,
        ["PFDEBUG"] = Server,
        ["PFSELFTEST"] = Server,
        ["CLUSTER"] = "it changes the cluster",
        ["SENTINEL"] = "it changes what sentinels do",
        ["FAILOVER"] = Outward,
        ["SYNC"] = Outward,
        ["PSYNC"] = Outward,
        ["REPLICAOF"] = Outward,
        ["SLAVEOF"] = Outward,
        ["MIGRATE"] = Outward,
        ["RESTORE"] = Bytes,
        ["RESTORE-ASKING"] = Bytes,
        ["FLUSHALL"] = Whole,
        ["FLUSHDB"] = Whole,
        ["SWAPDB"] = Whole,
        ["TRIMSLOTS"] = Whole,
        ["SELECT"] = Connection,
        ["AUTH"] = Connection,
        ["HELLO"] = Connection,
        ["RESET"] = Connection,
        ["QUIT"] = Connection,
        ["CLIENT"] = Connection,
        ["MULTI"] = Connection,
        ["EXEC"] = Connection,
        ["DISCARD"] = Connection,
        ["WATCH"] = Connection,
        ["UNWATCH"] = Connection,
        ["READONLY"] = Connection,
        ["READWRITE"] = Connection,
        ["ASKING"] = Connection,
        ["MONITOR"] = Connection,
        ["SUBSCRIBE"] = Connection,
        ["PSUBSCRIBE"] = Connection,
        ["SSUBSCRIBE"] = Connection,
        ["UNSUBSCRIBE"] = Connection,
        ["PUNSUBSCRIBE"] = Connection,
        ["SUNSUBSCRIBE"] = Connection,
        ["WAIT"] = Waits,
        ["WAITAOF"] = Waits,
        ["BLPOP"] = Waits,
        ["BRPOP"] = Waits,
        ["BLMOVE"] = Waits,
        ["BRPOPLPUSH"] = Waits,
        ["BLMPOP"] = Waits,
        ["BZPOPMIN"] = Waits,
        ["BZPOPMAX"] = Waits,
        ["BZMPOP"] = Waits,
        ["EVAL"] = Code,
        ["EVALSHA"] = Code,
        ["EVAL_RO"] = Code,
        ["EVALSHA_RO"] = Code,
        ["FCALL"] = Code,
        ["FCALL_RO"] = Code,
        ["SCRIPT"] = Code,
        ["FUNCTION"] = Code,
        ["KEYS"] = "it visits the whole keyspace in one step",
        ["DUMP"] = "it gives the raw serialized value",
        ["LOLWUT"] = "it draws a picture",
        ["MOVE"] = "it reaches into another database than the call's",

        // Other products' own, which the table of Redis and Valkey does not have.
        ["TFCALL"] = Code,
        ["TFCALLASYNC"] = Code,
        ["TFUNCTION"] = Code,
        ["REGISTERCS"] = Code,
        ["RUNTXP"] = Code,
        ["SECONDARYOF"] = Outward,
        ["ADDREPLICAOF"] = Outward,
        ["REPLTAKEOVER"] = Outward,
        ["DFLY"] = Server,
        ["DFLYCLUSTER"] = Server,
        ["DFLYMIGRATE"] = Server,
        ["COMMITAOF"] = Server,
        ["FORCEGC"] = Server,
        ["PURGEBP"] = Server,
        ["ASYNC"] = Connection,
        ["RREPLAY"] = Server,
    };

    // Modules: families that run code, and the last word of what manages or loads.
    private static readonly string[] Families = ["RG.", "AI.", "TFUNCTION.", "KEYDB."];
    private static readonly string[] LastWords = [".DEBUG", ".CONFIG", ".LOADCHUNK", ".CLUSTERSET", ".CLUSTERREFRESH", ".CLUSTERFORWARD", ".EXECUTE", ".PYEXECUTE", ".LOAD", ".RESTORE", ".FLUSHALL"];

    private const AclCategories Powers = AclCategories.Admin | AclCategories.Dangerous | AclCategories.Connection | AclCategories.Blocking
        | AclCategories.Scripting | AclCategories.Transaction | AclCategories.PubSub;

    /// <summary>Why, by the first word of the name.</summary>
    public static string? Reason(string word) => Reasons.GetValueOrDefault(word);

    /// <summary>Why a command that is not in the table is not run, whatever the server says of it.</summary>
    public static string? ReasonOfUnknown(string word) =>
        Reason(word)
        ?? (Families.Any(f => word.StartsWith(f, StringComparison.Ordinal)) ? Code : null)
        ?? (LastWords.Any(w => word.EndsWith(w, StringComparison.Ordinal)) ? "it manages the module or loads bytes nobody verifies" : null);

    /// <summary>Why a command only the live server knows is not run: a renamed SHUTDOWN keeps its flags.</summary>
    public static string? ReasonOfLive(CommandEntry live) =>
        live.IsContainer || live.Has(CommandFlags.Admin | CommandFlags.Blocking | CommandFlags.PubSub | CommandFlags.NoAuth | CommandFlags.NoMulti | CommandFlags.AllowBusy)
            || (live.Categories & Powers) != 0
            ? "the server flags it as more than work on keys" : null;
}
