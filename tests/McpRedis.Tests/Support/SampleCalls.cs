using System.Text.Json;

namespace McpRedis.Tests.Support;

/// <summary>The calls that the outside clients make (tests/clients/calls.json): every tool at least once, with the data they work on.</summary>
internal static class SampleCalls
{
    private static readonly JsonElement Table = JsonElement.Parse(RepositoryFile.Read("tests/clients/calls.json"));

    /// <summary>Name and arguments of every call, in order.</summary>
    public static IEnumerable<(string Tool, JsonElement Arguments)> All => Calls.Select(call => (call.GetProperty("tool").GetString()!, call.GetProperty("arguments")));

    /// <summary>The calls as the table has them: <c>{"tool": …, "arguments": …}</c>, and <c>error</c>, the code a call fails with, or <c>module</c>, what a server must have.</summary>
    public static IEnumerable<JsonElement> Calls => Table.GetProperty("calls").EnumerateArray();

    /// <summary>Calls of the same form for a program that has a connection <c>other</c>, too: what it alone lists.</summary>
    public static IEnumerable<JsonElement> OfTwoConnections => Table.GetProperty("twoConnections").EnumerateArray();

    /// <summary>Puts the sample data into a server of the test's own. What the server has no type for is left out.</summary>
    public static async Task SeedAsync(RedisServerProcess server)
    {
        await using var redis = await server.ConnectAsync();
        foreach (var command in Table.GetProperty("seed").EnumerateArray())
        {
            await redis.SendAsync([.. command.EnumerateArray().Select(Argument)]);
        }
    }

    private static object Argument(JsonElement part) => part switch
    {
        { ValueKind: JsonValueKind.String } => part.GetString()!,
        _ when part.TryGetProperty("base64", out var bytes) => bytes.GetBytesFromBase64(),
        _ => string.Concat(Enumerable.Repeat(part.GetProperty("repeat").GetString(), part.GetProperty("times").GetInt32())),
    };
}
