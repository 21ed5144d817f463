namespace McpRedis.Redis.Connections;

/// <summary>What the part of a connection URL before <c>://</c> says.</summary>
/// <param name="Name">As written in a URL.</param>
/// <param name="Kind">How the keys are reached.</param>
/// <param name="Tls">The connection is encrypted and the server's certificate verified.</param>
/// <param name="DefaultPort">Port of a host that names none.</param>
internal sealed record RedisUriScheme(string Name, ConnectionKind Kind, bool Tls, int DefaultPort)
{
    private const int RedisPort = 6379, SentinelPort = 26379;

    public static IReadOnlyList<RedisUriScheme> All { get; } =
    [
        new("redis", ConnectionKind.Server, Tls: false, RedisPort),
        new("rediss", ConnectionKind.Server, Tls: true, RedisPort),
        new("redis+sentinel", ConnectionKind.Sentinel, Tls: false, SentinelPort),
        new("rediss+sentinel", ConnectionKind.Sentinel, Tls: true, SentinelPort),
        new("redis+cluster", ConnectionKind.Cluster, Tls: false, RedisPort),
        new("rediss+cluster", ConnectionKind.Cluster, Tls: true, RedisPort),
        new("unix", ConnectionKind.UnixSocket, Tls: false, DefaultPort: 0),
    ];

    public static RedisUriScheme? Find(string name) =>
        All.FirstOrDefault(scheme => scheme.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
