namespace McpRedis.Redis;

/// <summary>A command without the flag readonly that may run at read access all the same.</summary>
/// <param name="Name">Full name.</param>
/// <param name="Reason">Why it changes nothing.</param>
/// <param name="Conceal">What of the reply a tool must keep back; null when the reply may be shown as it is.</param>
/// <param name="RefusedWord">A first argument that would make it change something; null when there is none.</param>
internal sealed record HarmlessCommand(string Name, string Reason, string? Conceal = null, string? RefusedWord = null);

/// <summary>
/// Servers flag as readonly only what reads keys; what reads the server itself carries no such flag, and neither do
/// EVAL, CONFIG SET and SHUTDOWN. So this is a list of names, each with its reason, and nothing gets in by its flags.
/// </summary>
internal static class HarmlessCommands
{
    private const string Reply = "answers from the server's own counters";
    private const string Addresses = "addresses of clients and nodes";
    private const string Arguments = "arguments of other clients' commands";

    public static readonly IReadOnlyList<HarmlessCommand> All =
    [
        new("PING", "answers PONG"),
        new("ECHO", "answers its argument"),
        new("TIME", "tells the server's clock"),
        new("LASTSAVE", Reply),
        new("INFO", Reply, "file paths and addresses"),
        new("ROLE", Reply, Addresses),

        new("ACL CAT", "lists names of categories and commands"),
        new("ACL DRYRUN", "asks whether a user may run a command without running it"),
        new("ACL GETUSER", "describes one user", "password hashes"),
        new("ACL LOG", "lists refused commands", Addresses + ", keys of other users", RefusedWord: "RESET"),
        new("ACL USERS", "lists names of users"),
        new("ACL WHOAMI", "tells our own user"),

        new("CLIENT GETNAME", "tells our own name"),
        new("CLIENT ID", "tells our own number"),
        new("CLIENT INFO", "describes our own connection", Addresses),
        new("CLIENT LIST", "describes connections", Addresses),

        new("CLUSTER COUNT-FAILURE-REPORTS", Reply),
        new("CLUSTER COUNTKEYSINSLOT", Reply),
        new("CLUSTER GETKEYSINSLOT", "lists names of keys of one slot, bounded by its count"),
        new("CLUSTER GETSLOTMIGRATIONS", Reply, Addresses),
        new("CLUSTER INFO", Reply),
        new("CLUSTER KEYSLOT", "a calculation"),
        new("CLUSTER LINKS", Reply, Addresses),
        new("CLUSTER MYID", Reply),
        new("CLUSTER MYSHARDID", Reply),
        new("CLUSTER NODES", Reply, Addresses),
        new("CLUSTER REPLICAS", Reply, Addresses),
        new("CLUSTER SHARDS", Reply, Addresses),
        new("CLUSTER SLOT-STATS", Reply),
        new("CLUSTER SLOTS", Reply, Addresses),

        new("COMMAND", "describes commands"),
        new("COMMAND COUNT", "describes commands"),
        new("COMMAND DOCS", "describes commands"),
        new("COMMAND GETKEYS", "names the keys in its own arguments"),
        new("COMMAND GETKEYSANDFLAGS", "names the keys in its own arguments"),
        new("COMMAND INFO", "describes commands"),
        new("COMMAND LIST", "describes commands"),

        new("COMMANDLOG GET", "lists slow or large commands (Valkey)", Arguments),
        new("COMMANDLOG LEN", Reply),
        new("CONFIG GET", "reads settings", "passwords and file paths"),
        new("FUNCTION LIST", "lists libraries"),
        new("FUNCTION STATS", Reply, Arguments),
        new("HOTKEYS GET", "reads what a collection started by someone else has found"),
        new("LATENCY DOCTOR", Reply),
        new("LATENCY GRAPH", Reply),
        new("LATENCY HISTOGRAM", Reply),
        new("LATENCY HISTORY", Reply),
        new("LATENCY LATEST", Reply),
        new("MEMORY DOCTOR", Reply),
        new("MEMORY MALLOC-STATS", Reply),
        new("MEMORY STATS", Reply),
        new("MODULE LIST", "lists modules", "file paths and arguments"),
        new("SCRIPT EXISTS", "tells whether scripts are cached, runs none"),
        new("SLOWLOG GET", "lists slow commands", Arguments),
        new("SLOWLOG LEN", Reply),

        new("PUBSUB CHANNELS", "lists channels with subscribers"),
        new("PUBSUB NUMPAT", Reply),
        new("PUBSUB NUMSUB", Reply),
        new("PUBSUB SHARDCHANNELS", "lists channels with subscribers"),
        new("PUBSUB SHARDNUMSUB", Reply),
        new("SUBSCRIBE", "listens, over a connection of its own"),
        new("PSUBSCRIBE", "listens, over a connection of its own"),
        new("SSUBSCRIBE", "listens, over a connection of its own"),
        new("UNSUBSCRIBE", "ends listening"),
        new("PUNSUBSCRIBE", "ends listening"),
        new("SUNSUBSCRIBE", "ends listening"),

        new("SENTINEL CKQUORUM", "counts reachable sentinels"),
        new("SENTINEL GET-MASTER-ADDR-BY-NAME", Reply, Addresses),
        new("SENTINEL GET-PRIMARY-ADDR-BY-NAME", Reply, Addresses),
        new("SENTINEL MASTER", Reply, Addresses),
        new("SENTINEL MASTERS", Reply, Addresses),
        new("SENTINEL MYID", Reply),
        new("SENTINEL PENDING-SCRIPTS", Reply, Arguments),
        new("SENTINEL PRIMARIES", Reply, Addresses),
        new("SENTINEL PRIMARY", Reply, Addresses),
        new("SENTINEL REPLICAS", Reply, Addresses),
        new("SENTINEL SENTINELS", Reply, Addresses),
    ];

    private static readonly Dictionary<string, HarmlessCommand> ByName = All.ToDictionary(command => command.Name, StringComparer.OrdinalIgnoreCase);

    public static HarmlessCommand? Find(string fullName) => ByName.GetValueOrDefault(fullName);
}
