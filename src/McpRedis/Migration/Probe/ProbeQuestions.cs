using System.Text;
using McpRedis.Redis;

namespace McpRedis.Migration.Probe;

/// <summary>What every server is asked. All of it reads; any of it may be unknown to the server, renamed, or forbidden.</summary>
internal static class ProbeQuestions
{
    // One setting a question: before 7.0 CONFIG GET takes one name, and a service may open some and not others.
    private static readonly string[] Settings =
    [
        "databases", "cluster-databases", "client-output-buffer-limit", "notify-keyspace-events", "proto-max-bulk-len", "repl-backlog-size",
        "replica-read-only", "repl-diskless-load", "repl-diskless-sync", "repl-diskless-sync-delay", "rdb-version-check", "stop-writes-on-bgsave-error",
    ];

    /// <summary>A key that no one has: what DUMP says of it tells whether DUMP may be run at all.</summary>
    public static readonly byte[] NoKey = "mcp-redis:no-such-key:7f3a9c1e"u8.ToArray();

    /// <summary>The first round trip.</summary>
    public static IReadOnlyList<RedisCommand> First =>
    [
        RedisCommand.Of("INFO"),
        RedisCommand.Of("ACL WHOAMI"),
        RedisCommand.Of("CLIENT INFO"),
        RedisCommand.Of("MODULE LIST"),
        RedisCommand.Of("FUNCTION LIST"),
        RedisCommand.Of("CLUSTER INFO"),
        RedisCommand.Of("RANDOMKEY"),
        RedisCommand.Of("PUBSUB NUMSUB").Arg("__sentinel__:hello"),
        RedisCommand.Of("COMMAND INFO").Args(NeededCommands.All.Select(command => (ReadOnlyMemory<byte>)Encoding.ASCII.GetBytes(command.Name)).ToList()),
        .. Settings.Select(name => RedisCommand.Of("CONFIG GET").Arg(name)),
    ];

    /// <summary>Harmless forms of what is needed for reading, for a server that neither describes its commands nor tells a user's rights.</summary>
    /// <param name="key">One that is in the connection's scope, there or not.</param>
    public static IReadOnlyList<RedisCommand> Harmless(byte[] key) =>
    [
        RedisCommand.Of("PTTL").Key(key),
        RedisCommand.Of("PEXPIRETIME").Key(key),
        RedisCommand.Of("TYPE").Key(key),
        RedisCommand.Of("MEMORY USAGE").Key(key),
        RedisCommand.Of("EXISTS").Key(key),
    ];
}
