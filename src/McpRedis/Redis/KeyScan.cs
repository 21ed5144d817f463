namespace McpRedis.Redis;

/// <summary>One bounded step of a scan.</summary>
/// <param name="Pattern">Glob as of KEYS; null for every key. <see href="https://redis.io/docs/latest/commands/scan/"/>.</param>
/// <param name="Type">Only keys of this type (<c>string</c>, <c>hash</c>, …); null for any.</param>
/// <param name="Cursor">From the previous page; null to start.</param>
/// <param name="MaxKeys">Stop when so many keys are found.</param>
/// <param name="MaxBytes">Stop before the keys found cost more than this together.</param>
/// <param name="CostOf">What a key costs; its length when null.</param>
/// <param name="MaxVisited">Stop when about so many keys were looked at, found or not.</param>
internal sealed record KeyScanRequest(byte[]? Pattern, string? Type, string? Cursor, int MaxKeys, long MaxBytes, Func<byte[], int>? CostOf, int MaxVisited)
{
    /// <summary>Stop after so long. Default 2 s.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromSeconds(2);
}

/// <summary>What a step of a scan found.</summary>
/// <param name="Keys">Keys, without duplicates within the page; a key may come again on a later page, as SCAN allows.</param>
/// <param name="Cursor">For the next step; null when the scan is complete.</param>
/// <param name="Visited">About how many keys the server looked at.</param>
/// <param name="Nodes">Masters this scan covers (1 when standalone).</param>
internal sealed record KeyScanPage(IReadOnlyList<byte[]> Keys, string? Cursor, long Visited, int Nodes)
{
    /// <summary>SCAN commands it took.</summary>
    public int Steps { get; init; }
}

/// <summary>The answer of one node: a reply or a fault.</summary>
/// <param name="Node">Name for people: <c>node-1</c> and role, never an address.</param>
internal sealed record NodeReply(string Node, RespValue Reply, Faults.Fault? Fault);
