using McpRedis.Redis;

namespace McpRedis.Guard.Commands;

/// <summary>On a cluster: whom a command without keys has to be asked of, since any node would answer it for itself alone.</summary>
internal enum NodeReach
{
    /// <summary>It has keys, or every node answers the same.</summary>
    Any,

    /// <summary>Each master: it is about keys, and replicas have the same.</summary>
    Masters,

    /// <summary>Each node.</summary>
    Every,

    /// <summary>It goes on from node to node, or picks one by chance: there is no sense in asking all.</summary>
    None,
}

/// <summary>The reach of commands.</summary>
internal static class NodeReaches
{
    private static readonly HashSet<string> Alike =
    [
        "PING", "ECHO", "PUBLISH", "SPUBLISH", "CLIENT ID", "CLIENT GETNAME", "CLUSTERSCAN",
        "ACL CAT", "ACL DRYRUN", "ACL USERS", "ACL WHOAMI", "CLUSTER INFO", "CLUSTER KEYSLOT",
        "COMMAND", "COMMAND COUNT", "COMMAND DOCS", "COMMAND GETKEYS", "COMMAND GETKEYSANDFLAGS", "COMMAND INFO", "COMMAND LIST",
    ];

    public static NodeReach Of(CommandEntry entry) => entry.Name switch
    {
        _ when entry.KeySpecs.Length > 0 || entry.FirstKey > 0 || Alike.Contains(entry.Name) || entry.Name.EndsWith(" HELP", StringComparison.Ordinal) => NodeReach.Any,
        "SCAN" or "RANDOMKEY" => NodeReach.None,
        "DBSIZE" or "CLUSTER COUNTKEYSINSLOT" or "CLUSTER GETKEYSINSLOT" or "FUNCTION LIST" or "SCRIPT EXISTS" => NodeReach.Masters,
        _ => NodeReach.Every,
    };
}
