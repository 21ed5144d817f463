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
        new("memory", "Redis memory by prefix", "Memory of keys as a map of their prefixes, to look into, with the largest keys, types, expiry and what could take less."),
        new("slots", "Redis cluster slots", "Which node has which of the 16384 slots, what moves, what is missing; the slot of a key."),
    ];

    /// <summary>As the tools say it that it belongs to.</summary>
    public string Uri => Root + Name;

    /// <summary>The whole page.</summary>
    public string Html => field ??= DashboardPage.Make(this);
}
