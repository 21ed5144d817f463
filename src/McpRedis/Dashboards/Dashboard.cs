namespace McpRedis.Dashboards;

/// <summary>A page that a host shows beside a reply: an MCP App. See <see href="https://modelcontextprotocol.io/extensions/apps"/> (SEP-1865).</summary>
/// <param name="Name">Last part of its address, and of the files it is made of.</param>
/// <param name="Title">For people.</param>
/// <param name="Description">What it shows.</param>
internal sealed record Dashboard(string Name, string Title, string Description)
{
    private const string Root = "ui://redis/";

    public static IReadOnlyList<Dashboard> All { get; } =
    [
        new("overview", "Redis server overview", "Memory, operations, hit rate, clients, keys, replication and findings of redis_server_health, at a glance."),
    ];

    /// <summary>As the tools say it that it belongs to.</summary>
    public string Uri => Root + Name;

    /// <summary>The whole page.</summary>
    public string Html => field ??= DashboardPage.Make(this);
}
