using McpRedis.Redis;

namespace McpRedis.Diagnostics.Sampling;

/// <summary>What a node is asked, the most telling first: on a large cluster the last ones are left out.</summary>
internal enum Question
{
    Info,
    Settings,
    ClusterNodes,
    ClusterInfo,
    Slowlog,
    LatencyLatest,
    Clients,
    DefaultUser,
    Users,
    SlotStats,
    SentinelMasters,
    Keys,
}

/// <summary>The commands behind questions.</summary>
internal static class Questions
{
    // More would be read by nobody, and a log of long arguments is large.
    private const int SlowEntries = 128;
    private const int FullestSlots = 3;

    /// <summary>Every node is asked these.</summary>
    public static IReadOnlyList<Question> OfServers { get; } =
        [Question.Settings, Question.Slowlog, Question.LatencyLatest, Question.Clients, Question.DefaultUser, Question.Users];

    /// <summary>And these where there is a cluster.</summary>
    public static IReadOnlyList<Question> OfCluster { get; } = [Question.ClusterNodes, Question.ClusterInfo];

    // All over the one link: opening a second would show in the server's counters of connections and errors, between the samples.
    public static RedisCommand Command(this Question question) => (question switch
    {
        // Servers before 7.0 take one section only, and know this word.
        Question.Info => RedisCommand.Of("INFO").Arg("everything"),
        Question.Settings => RedisCommand.Of("CONFIG GET").Arg("*"),
        Question.ClusterNodes => RedisCommand.Of("CLUSTER NODES"),
        Question.ClusterInfo => RedisCommand.Of("CLUSTER INFO"),
        Question.SlotStats => RedisCommand.Of("CLUSTER SLOT-STATS").Arg("ORDERBY").Arg("KEY-COUNT").Arg("LIMIT").Arg(FullestSlots).Arg("DESC"),
        Question.Slowlog => RedisCommand.Of("SLOWLOG GET").Arg(SlowEntries),
        Question.LatencyLatest => RedisCommand.Of("LATENCY LATEST"),
        Question.Clients => RedisCommand.Of("CLIENT LIST"),
        Question.DefaultUser => RedisCommand.Of("ACL GETUSER").Arg("default"),
        Question.Users => RedisCommand.Of("ACL USERS"),
        Question.SentinelMasters => RedisCommand.Of("SENTINEL MASTERS"),
        Question.Keys => RedisCommand.Of("SCAN"),   // run by the gateway, step by step
        _ => throw new ArgumentOutOfRangeException(nameof(question)),
    }).Large();

    /// <summary>The command as a right is named: <c>CONFIG GET</c>.</summary>
    public static string Text(this Question question) => question.Command().FullName;
}
