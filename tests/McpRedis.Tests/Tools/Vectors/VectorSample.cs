using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Vectors;

/// <summary>
/// Vector sets exist since Redis 8. Every test asks the server first and holds the answer against one of two: the
/// result, or unsupported_by_server.
/// </summary>
internal static class VectorSample
{
    /// <summary>Whether the server has them; where it has not, <paramref name="call"/> must say so.</summary>
    public static async Task<bool> HasVectorsAsync(this RedisFixture redis, ToolHarness mcp, string tool, object call)
    {
        await using RawRedis raw = await redis.ConnectAsync();
        if (!(await raw.SendAsync("VCARD", mcp.Prefix)).IsError)
        {
            return true;
        }
        var error = await mcp.FailAsync(tool, call);
        Assert.Equal("unsupported_by_server", error.Code);
        Assert.Contains("Redis 8.0", error.Hint, StringComparison.Ordinal);
        return false;
    }

    /// <summary>east, north, west, and northeast, whose attributes are a year.</summary>
    public static async Task FillAsync(this RedisFixture redis, string key)
    {
        await redis.CallAsync("VADD", key, "VALUES", 2, 1, 0, "east", "NOQUANT", "SETATTR", "{\"year\":1990}");
        await redis.CallAsync("VADD", key, "VALUES", 2, 0, 1, "north", "NOQUANT", "SETATTR", "{\"year\":2000}");
        await redis.CallAsync("VADD", key, "VALUES", 2, -1, 0, "west", "NOQUANT");
        await redis.CallAsync("VADD", key, "VALUES", 2, 1, 1, "northeast", "NOQUANT", "SETATTR", "{\"year\":2010}");
    }
}
